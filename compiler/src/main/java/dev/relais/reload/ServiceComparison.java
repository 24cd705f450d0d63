package dev.relais.reload;

import dev.relais.model.EffectiveSetting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a reload does to virtual services and their servers. */
final class ServiceComparison {

  private ServiceComparison() {}

  static List<Change> of(List<EffectiveSetting> before, List<EffectiveSetting> after) {
    List<Change> changes = new ArrayList<>();
    Map<String, EffectiveSetting> old = byIdentity(before);
    Map<String, EffectiveSetting> now = byIdentity(after);
    old.forEach((identity, service) -> {
      EffectiveSetting other = now.get(identity);
      if (other == null) {
        changes.add(
            new Change(
                Effect.DROP,
                identity,
                List.of(),
                "Its connections get no answer from now on.",
                "",
                service.place(),
                Optional.empty()));
      } else {
        changes.addAll(pair(identity, service, other));
      }
    });
    now.forEach((identity, service) -> {
      if (!old.containsKey(identity)) {
        changes.add(
            new Change(Effect.ADD, identity, List.of(), "", "", Optional.empty(), service.place()));
      }
    });
    return changes;
  }

  /** By address, port and protocol, or firewall mark, or group, as IPVS does. */
  private static Map<String, EffectiveSetting> byIdentity(List<EffectiveSetting> services) {
    Map<String, EffectiveSetting> byIdentity = new LinkedHashMap<>();
    for (EffectiveSetting service : services) {
      String head = service.text();
      boolean mark = head.startsWith("fwmark ");
      String protocol = mark ? "" : " " + Differences.value(service, "protocol");
      byIdentity.putIfAbsent("virtual_server " + head + protocol, service);
    }
    return byIdentity;
  }

  private static List<Change> pair(String identity, EffectiveSetting old, EffectiveSetting now) {
    List<Change> changes = new ArrayList<>();
    Differences differences = Differences.of(old, now, Set.of("real_server"));
    if (!differences.isEmpty()) {
      changes.add(
          new Change(
              Effect.CHANGE,
              identity,
              differences.details(),
              "Connections go on.",
              "",
              old.place(),
              now.place()));
    }
    Map<String, EffectiveSetting> servers = servers(old);
    Map<String, EffectiveSetting> others = servers(now);
    servers.forEach((name, server) -> {
      String subject = identity + ": real_server " + name;
      EffectiveSetting other = others.get(name);
      if (other == null) {
        changes.add(
            new Change(
                Effect.DROP,
                subject,
                List.of(),
                "Its connections get no answer from now on; to drain it, set its weight to 0 first.",
                "",
                server.place(),
                Optional.empty()));
        return;
      }
      Differences inside = Differences.of(server, other, Set.of());
      if (!inside.isEmpty()) {
        changes.add(
            new Change(
                Effect.CHANGE, subject, inside.details(), "", "", server.place(), other.place()));
      }
    });
    others.forEach((name, server) -> {
      if (!servers.containsKey(name)) {
        changes.add(
            new Change(
                Effect.ADD,
                identity + ": real_server " + name,
                List.of(),
                "",
                "",
                Optional.empty(),
                server.place()));
      }
    });
    return changes;
  }

  private static Map<String, EffectiveSetting> servers(EffectiveSetting service) {
    Map<String, EffectiveSetting> servers = new LinkedHashMap<>();
    service.content().stream()
        .filter(setting -> setting.keyword().name().equals("real_server"))
        .forEach(server -> servers.putIfAbsent(server.text(), server));
    return servers;
  }
}
