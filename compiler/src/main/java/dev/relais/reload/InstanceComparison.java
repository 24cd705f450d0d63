package dev.relais.reload;

import dev.relais.model.EffectiveSetting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a reload does to virtual routers. */
final class InstanceComparison {

  /** What makes a virtual router another one; its name does not. */
  private static final List<String> IDENTITY =
      List.of("virtual_router_id", "interface", "use_vmac", "use_ipvlan");

  private static final List<String> ADDRESSES =
      List.of("virtual_ipaddress", "virtual_ipaddress_excluded");
  private static final List<String> OWN = List.of("virtual_routes", "virtual_rules");

  private static final String SPLIT =
      "Until the peers are reloaded too, neither side accepts the advertisements of the other, and"
          + " both are master: reload all hosts at the same time.";

  private final boolean newGroup;

  /**
   * @param newGroup whether advertisements go to another multicast group from now on
   */
  InstanceComparison(boolean newGroup) {
    this.newGroup = newGroup;
  }

  List<Change> of(List<EffectiveSetting> before, List<EffectiveSetting> after) {
    List<Change> changes = new ArrayList<>();
    Map<String, EffectiveSetting> rest = new LinkedHashMap<>();
    after.forEach(instance -> rest.putIfAbsent(instance.text(), instance));
    List<EffectiveSetting> unmatched = new ArrayList<>();
    for (EffectiveSetting old : before) {
      EffectiveSetting now = rest.remove(old.text());
      if (now == null) {
        unmatched.add(old);
      } else {
        changes.addAll(pair(old, now));
      }
    }
    for (EffectiveSetting old : unmatched) {
      Optional<EffectiveSetting> renamed =
          rest.values().stream().filter(now -> identity(now).equals(identity(old))).findFirst();
      if (renamed.isPresent()) {
        rest.remove(renamed.get().text());
        changes.addAll(pair(old, renamed.get()));
      } else {
        changes.add(
            new Change(
                Effect.DROP,
                subject(old),
                List.of(),
                "Where this host is master, it says so with priority 0 and takes the addresses off: "
                    + addresses(old)
                    + ".",
                "",
                old.place(),
                Optional.empty()));
      }
    }
    for (EffectiveSetting now : rest.values()) {
      changes.add(
          new Change(
              Effect.ADD,
              subject(now),
              List.of(),
              "It begins as backup.",
              "",
              Optional.empty(),
              now.place()));
    }
    return changes;
  }

  private static String subject(EffectiveSetting instance) {
    return "vrrp_instance " + instance.text();
  }

  private static String addresses(EffectiveSetting instance) {
    List<String> addresses = addressLines(instance);
    return addresses.isEmpty() ? "none" : String.join(", ", addresses);
  }

  private static List<String> addressLines(EffectiveSetting instance) {
    return ADDRESSES.stream().flatMap(name -> Lines.texts(instance.find(name)).stream()).toList();
  }

  /** By what keepalived knows a virtual router again. */
  private static List<String> identity(EffectiveSetting instance) {
    List<String> identity = new ArrayList<>();
    IDENTITY.forEach(name ->
        identity.add(Differences.written(instance, name).map(Differences::value).orElse("off")));
    identity.add(instance.find("unicast_peer").isPresent() ? "unicast" : "");
    identity.add(isIpv6(instance) ? "IPv6" : "IPv4");
    return identity;
  }

  private static boolean isIpv6(EffectiveSetting instance) {
    return Lines.texts(instance.find("virtual_ipaddress")).stream()
        .findFirst()
        .filter(line -> line.split(" ", 2)[0].contains(":"))
        .isPresent();
  }

  private List<Change> pair(EffectiveSetting old, EffectiveSetting now) {
    boolean another = !identity(old).equals(identity(now));
    Differences differences =
        Differences.of(
            old, now, Set.copyOf(Stream.concat(ADDRESSES.stream(), OWN.stream()).toList()));
    List<String> details = new ArrayList<>();
    if (!old.text().equals(now.text())) {
      details.add("name %s → %s".formatted(old.text(), now.text()));
    }
    if (isIpv6(old) != isIpv6(now)) {
      details.add(isIpv6(now) ? "IPv4 → IPv6" : "IPv6 → IPv4");
    }
    if (newGroup && now.find("unicast_peer").isEmpty()) {
      details.add("other multicast group");
      another = true;
    }
    details.addAll(differences.details());
    List<Change> changes = new ArrayList<>();
    if (!details.isEmpty()) {
      changes.add(
          new Change(
              another ? Effect.RESTART : Effect.CHANGE,
              subject(old),
              details,
              consequence(another, old, now),
              peers(another, old, now, differences),
              old.place(),
              now.place()));
    }
    if (!another) {
      changes.addAll(kernel(old, now));
    }
    return changes;
  }

  private static String consequence(boolean another, EffectiveSetting old, EffectiveSetting now) {
    if (!another) {
      return "";
    }
    boolean renamedMacvlan =
        Differences.written(old, "use_vmac").isPresent()
            && Differences.written(now, "use_vmac").isPresent()
            && !Differences.value(old, "use_vmac").equals(Differences.value(now, "use_vmac"));
    return renamedMacvlan
        ? "keepalived 2.2.7 deletes the old macvlan with the addresses on it, stays master, and puts"
            + " none on the new one: restart it instead."
        : "To keepalived this is another virtual router: where this host is master, it gives up "
            + addresses(old)
            + ", and stands for election as backup.";
  }

  // ------------------------------------------------------------------ peers

  private static String peers(
      boolean another, EffectiveSetting old, EffectiveSetting now, Differences differences) {
    List<String> sentences = new ArrayList<>();
    Set<String> keywords = differences.keywords();
    boolean version3 = isVersion3(old) && isVersion3(now);
    boolean split =
        (another && !isOnlyOnOtherDevice(keywords, old, now))
            || keywords.contains("version")
            || keywords.contains("authentication")
            || keywords.contains("auth_type")
            || keywords.contains("auth_pass")
            || keywords.contains("auth_hmac")
            || (keywords.contains("advert_int") && !version3);
    if (split) {
      sentences.add(SPLIT);
    }
    priority(old, now).ifPresent(sentences::add);
    return String.join(" ", sentences);
  }

  /** A macvlan or ipvlan is the same to the peers: they get the same advertisements. */
  private static boolean isOnlyOnOtherDevice(
      Set<String> keywords, EffectiveSetting old, EffectiveSetting now) {
    return !keywords.contains("virtual_router_id")
        && !keywords.contains("interface")
        && old.find("unicast_peer").isPresent() == now.find("unicast_peer").isPresent()
        && isIpv6(old) == isIpv6(now)
        && (keywords.contains("use_vmac") || keywords.contains("use_ipvlan"));
  }

  private static boolean isVersion3(EffectiveSetting instance) {
    return Differences.value(instance, "version").equals("3");
  }

  private static Optional<String> priority(EffectiveSetting old, EffectiveSetting now) {
    Optional<Integer> was = number(Differences.value(old, "priority"));
    Optional<Integer> is = number(Differences.value(now, "priority"));
    if (was.isEmpty() || is.isEmpty() || was.get().equals(is.get())) {
      return Optional.empty();
    }
    return Optional.of(
        is.get() < was.get()
            ? "Where this host is master, a peer with a priority from %s to %s takes over, unless it has nopreempt."
                .formatted(is.get() + 1, was.get())
            : "Where this host is backup, it takes over from a master with a priority from %s to %s, unless it has nopreempt."
                .formatted(was.get(), is.get() - 1));
  }

  private static Optional<Integer> number(String text) {
    return text.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  // ------------------------------------------------------------------ what a master has

  private static List<Change> kernel(EffectiveSetting old, EffectiveSetting now) {
    List<String> advertised = starts(old);
    boolean compared = !Differences.value(now, "skip_check_adv_addr").equals("on");
    String peers = compared && !advertised.equals(starts(now)) ? SPLIT : "";
    List<Change> changes = new ArrayList<>();
    // An address may go from one list to the other, and stay where it is.
    changes.addAll(
        Comparison.lines(
            subject(now) + ": address ",
            addressLines(old),
            addressLines(now),
            old.find("virtual_ipaddress"),
            now.find("virtual_ipaddress"),
            peers));
    if (changes.isEmpty() && !peers.isEmpty()) {
      changes.add(
          new Change(
              Effect.CHANGE,
              subject(now) + ": addresses that are advertised",
              List.of(String.join(", ", advertised) + " → " + String.join(", ", starts(now))),
              "",
              peers,
              old.place(),
              now.place()));
    }
    for (String name : OWN) {
      changes.addAll(
          Comparison.lines(
              subject(now) + ": " + name + " ",
              Lines.texts(old.find(name)),
              Lines.texts(now.find(name)),
              old.find(name),
              now.find(name),
              ""));
    }
    return changes;
  }

  /** The addresses in advertisements: without prefix, in any order. */
  private static List<String> starts(EffectiveSetting instance) {
    return Lines.texts(instance.find("virtual_ipaddress")).stream()
        .map(line -> line.split("[ /]", 2)[0])
        .sorted()
        .toList();
  }
}
