package dev.relais.reload;

import dev.relais.model.Effective;
import dev.relais.model.EffectiveSetting;
import dev.relais.schema.KeywordKind;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a reload changes on a host that runs one configuration and is given another. The answers are
 * those that keepalived 2.2.7 showed when it was reloaded between peers and with a real IPVS table;
 * docs/reload.md has them.
 */
public final class Comparison {

  /** Read at the start only. */
  private static final Set<String> AT_START =
      Set.of("net_namespace", "net_namespace_ipvs", "instance", "use_pid_dir");

  private static final String NAMES_DAEMON =
      "It is read when keepalived starts, and stays as it is until keepalived is restarted.";

  /** Where every virtual router sends its advertisements to. */
  private static final Set<String> GROUPS = Set.of("vrrp_mcast_group4", "vrrp_mcast_group6");

  private final List<Change> changes = new ArrayList<>();

  private Comparison() {}

  /** The changes, in the order of the old configuration; what is new comes last. */
  public static List<Change> of(Effective before, Effective after) {
    Comparison comparison = new Comparison();
    comparison.values(before, after);
    boolean newGroup = !Collections.disjoint(comparison.globals(before, after), GROUPS);
    comparison.lists(before, after);
    comparison.changes.addAll(
        new InstanceComparison(newGroup)
            .of(blocks(before, "vrrp_instance"), blocks(after, "vrrp_instance")));
    comparison.changes.addAll(
        ServiceComparison.of(blocks(before, "virtual_server"), blocks(after, "virtual_server")));
    comparison.others(before, after);
    return List.copyOf(comparison.changes);
  }

  private static List<EffectiveSetting> blocks(Effective effective, String keyword) {
    return effective.blocks().stream()
        .filter(block -> block.keyword().name().equals(keyword))
        .toList();
  }

  // ------------------------------------------------------------------ the whole process

  private void values(Effective before, Effective after) {
    Map<String, EffectiveSetting> old = values(before);
    Map<String, EffectiveSetting> now = values(after);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      Optional<EffectiveSetting> one = Optional.ofNullable(old.get(name));
      Optional<EffectiveSetting> other = Optional.ofNullable(now.get(name));
      String was = one.map(Differences::value).orElse("none");
      String is = other.map(Differences::value).orElse("none");
      if (!was.equals(is)) {
        boolean deferred = AT_START.contains(name);
        changes.add(
            new Change(
                deferred ? Effect.DEFER : Effect.CHANGE,
                name,
                List.of(was + " → " + is),
                deferred ? NAMES_DAEMON : "",
                "",
                one.flatMap(EffectiveSetting::place),
                other.flatMap(EffectiveSetting::place)));
      }
    }
  }

  private static Map<String, EffectiveSetting> values(Effective effective) {
    Map<String, EffectiveSetting> values = new LinkedHashMap<>();
    effective.blocks().stream()
        .filter(block -> !block.keyword().kind().hasBraces())
        .forEach(block -> values.put(block.keyword().name(), block));
    return values;
  }

  /** The keywords that differ. */
  private Set<String> globals(Effective before, Effective after) {
    EffectiveSetting old = blocks(before, "global_defs").getFirst();
    EffectiveSetting now = blocks(after, "global_defs").getFirst();
    Differences differences = Differences.of(old, now, Set.of());
    if (!differences.isEmpty()) {
      changes.add(
          new Change(
              Effect.CHANGE,
              "global_defs",
              differences.details(),
              "",
              "",
              old.place(),
              now.place()));
    }
    return differences.keywords();
  }

  // ------------------------------------------------------------------ what stands in lines

  /** Static addresses, routes and rules, and groups of services: what differs goes, or comes. */
  private void lists(Effective before, Effective after) {
    Map<String, List<EffectiveSetting>> old = lists(before);
    Map<String, List<EffectiveSetting>> now = lists(after);
    Set<String> subjects = new LinkedHashSet<>(old.keySet());
    subjects.addAll(now.keySet());
    for (String subject : subjects) {
      List<EffectiveSetting> was = old.getOrDefault(subject, List.of());
      List<EffectiveSetting> is = now.getOrDefault(subject, List.of());
      changes.addAll(
          lines(
              subject + ": ",
              lines(was),
              lines(is),
              was.stream().findFirst(),
              is.stream().findFirst(),
              ""));
    }
  }

  private static Map<String, List<EffectiveSetting>> lists(Effective effective) {
    Map<String, List<EffectiveSetting>> lists = new LinkedHashMap<>();
    for (EffectiveSetting block : effective.blocks()) {
      if (block.keyword().kind() == KeywordKind.LIST) {
        String subject = (block.keyword().name() + " " + block.text()).strip();
        lists.computeIfAbsent(subject, _ -> new ArrayList<>()).add(block);
      }
    }
    return lists;
  }

  private static List<String> lines(List<EffectiveSetting> blocks) {
    return blocks.stream().flatMap(block -> Lines.texts(Optional.of(block)).stream()).toList();
  }

  /** Lines that keepalived puts into the kernel. */
  static List<Change> lines(
      String subject,
      List<String> before,
      List<String> after,
      Optional<EffectiveSetting> old,
      Optional<EffectiveSetting> now,
      String peers) {
    Lines lines = Lines.compare(before, after);
    Optional<SourceSpan> was = old.flatMap(EffectiveSetting::place);
    Optional<SourceSpan> is = now.flatMap(EffectiveSetting::place);
    List<Change> changes = new ArrayList<>();
    lines
        .dropped()
        .forEach(line ->
            changes.add(new Change(Effect.DROP, subject + line, List.of(), "", peers, was, is)));
    lines
        .changed()
        .forEach((line, other) ->
            changes.add(
                new Change(
                    Effect.MOVE,
                    subject + line,
                    List.of("→ " + other),
                    "It is taken away and put in again at once.",
                    "",
                    was,
                    is)));
    lines
        .added()
        .forEach(line ->
            changes.add(new Change(Effect.ADD, subject + line, List.of(), "", peers, was, is)));
    return changes;
  }

  // ------------------------------------------------------------------ blocks with a name

  private void others(Effective before, Effective after) {
    Map<String, EffectiveSetting> old = named(before);
    Map<String, EffectiveSetting> now = named(after);
    old.forEach((subject, block) -> {
      EffectiveSetting other = now.get(subject);
      if (other == null) {
        changes.add(
            new Change(Effect.REMOVE, subject, List.of(), "", "", block.place(), Optional.empty()));
        return;
      }
      Differences differences = Differences.of(block, other, Set.of());
      if (!differences.isEmpty()) {
        changes.add(
            new Change(
                Effect.CHANGE,
                subject,
                differences.details(),
                consequence(block, differences),
                "",
                block.place(),
                other.place()));
      }
    });
    now.forEach((subject, block) -> {
      if (!old.containsKey(subject)) {
        changes.add(
            new Change(Effect.ADD, subject, List.of(), "", "", Optional.empty(), block.place()));
      }
    });
  }

  private static String consequence(EffectiveSetting block, Differences differences) {
    return block.keyword().name().equals("vrrp_script") && differences.keywords().contains("script")
        ? "It counts as what it was until the new command has run."
        : "";
  }

  private static Map<String, EffectiveSetting> named(Effective effective) {
    Map<String, EffectiveSetting> blocks = new LinkedHashMap<>();
    for (EffectiveSetting block : effective.blocks()) {
      String name = block.keyword().name();
      boolean elsewhere =
          Set.of("global_defs", "vrrp_instance", "virtual_server").contains(name)
              || block.keyword().kind() == KeywordKind.LIST
              || !block.keyword().kind().hasBraces();
      if (!elsewhere) {
        blocks.putIfAbsent((name + " " + block.text()).strip(), block);
      }
    }
    return blocks;
  }
}
