package dev.relais.engine;

import dev.relais.host.Links;
import dev.relais.plan.InterfaceDelay;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Whether interfaces count as up: a change of some of them has to last first. */
final class InterfaceStates {
  private final Links links;
  private final Outbox outbox;
  private final Consumer<String> changed;
  private final Map<String, InterfaceDelay> delays = new HashMap<>();
  private final Map<String, Boolean> counted = new HashMap<>();
  private final Set<String> waiting = new HashSet<>();

  /**
   * Before anything is known.
   *
   * @param changed is told the name of an interface whose change has lasted
   */
  InterfaceStates(
      List<InterfaceDelay> delays, Links links, Outbox outbox, Consumer<String> changed) {
    this.links = links;
    this.outbox = outbox;
    this.changed = changed;
    delays.forEach(delay -> this.delays.put(delay.interfaceName(), delay));
  }

  boolean isUp(String name) {
    return counted.getOrDefault(name, links.isUp(name));
  }

  /** At the start everything counts as it is. */
  void begin() {
    delays.keySet().forEach(name -> counted.put(name, links.isUp(name)));
  }

  void stop() {
    List.copyOf(waiting).forEach(this::settle);
    counted.clear();
  }

  void reload(List<InterfaceDelay> others) {
    List.copyOf(waiting).forEach(this::settle);
    counted.clear();
    delays.clear();
    others.forEach(delay -> delays.put(delay.interfaceName(), delay));
    begin();
  }

  /** The kernel has reported something about interfaces. */
  void refresh() {
    for (InterfaceDelay delay : delays.values()) {
      String name = delay.interfaceName();
      boolean up = links.isUp(name);
      if (up == isUp(name)) {
        settle(name);
        continue;
      }
      Duration lasting = up ? delay.up() : delay.down();
      if (lasting.isZero()) {
        settle(name);
        counted.put(name, up);
      } else if (waiting.add(name)) {
        outbox.start(new TimerId.InterfaceChange(name), lasting);
      }
    }
  }

  private void settle(String name) {
    if (waiting.remove(name)) {
      outbox.stop(new TimerId.InterfaceChange(name));
    }
  }

  void lasted(String name) {
    if (waiting.remove(name)) {
      counted.put(name, links.isUp(name));
      changed.accept(name);
    }
  }
}
