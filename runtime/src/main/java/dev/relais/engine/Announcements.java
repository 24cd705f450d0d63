package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.host.Links;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.AnnouncementPacing;
import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Announcement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the neighbours who holds an address, as fast as they may be told. */
final class Announcements {
  private final Links links;
  private final Outbox outbox;
  private List<AnnouncementPacing> pacing = List.of();

  /** By the name of an interface: where it stands in the pacing. */
  private final Map<String, Integer> places = new HashMap<>();

  private final List<Map<AddressFamily, Queue>> queues = new ArrayList<>();

  private record Waiting(String router, Action.Announce action) {}

  /** What waits for its turn; the timer runs until the next one may go. */
  private static final class Queue {
    private final TimerId timer;
    private final Duration interval;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean pausing;

    Queue(TimerId timer, Duration interval) {
      this.timer = timer;
      this.interval = interval;
    }
  }

  Announcements(Links links, Outbox outbox) {
    this.links = links;
    this.outbox = outbox;
  }

  /** From now on as fast as this. What still waits goes out. */
  void pace(List<AnnouncementPacing> other) {
    if (other.equals(pacing)) {
      return;
    }
    for (Map<AddressFamily, Queue> both : queues) {
      for (Queue queue : both.values()) {
        queue.waiting.forEach(waiting -> outbox.act(waiting.action()));
        halt(queue);
      }
    }
    pacing = other;
    places.clear();
    queues.clear();
    for (int place = 0; place < pacing.size(); place++) {
      AnnouncementPacing pace = pacing.get(place);
      Map<AddressFamily, Queue> both = new EnumMap<>(AddressFamily.class);
      for (AddressFamily family : AddressFamily.values()) {
        if (pace.interval(family).isPositive()) {
          both.put(family, new Queue(new TimerId.Announcing(place, family), pace.interval(family)));
        }
      }
      queues.add(both);
      for (String name : pace.interfaces()) {
        places.put(name, place);
      }
    }
  }

  /** All addresses, then all again: the first of each goes out at once. */
  void announce(VirtualRouter router, int times) {
    announce(router, router.resources().allAddresses().toList(), times);
  }

  /** A switch learns from one frame where an interface is: one address of each is enough. */
  void announceElsewhere(VirtualRouter router) {
    Map<String, VirtualAddress> first = new LinkedHashMap<>();
    router
        .resources()
        .allAddresses()
        .filter(address -> isElsewhere(router, address.interfaceName()))
        .forEach(address -> first.putIfAbsent(address.interfaceName(), address));
    announce(router, List.copyOf(first.values()), 1);
  }

  private static boolean isElsewhere(VirtualRouter router, String interfaceName) {
    return !interfaceName.equals(router.interfaceName())
        && (router.announcements().elsewhereOnHost()
            || router.resources().interfaces().stream()
                .anyMatch(own -> own.name().equals(interfaceName)));
  }

  private void announce(VirtualRouter router, List<VirtualAddress> addresses, int times) {
    List<Action.Announce> once = new ArrayList<>();
    List<Optional<Queue>> where = new ArrayList<>();
    for (VirtualAddress address : addresses) {
      announcement(address)
          .ifPresent(announcement -> {
            mention(router, address);
            once.add(announcement);
            where.add(queue(address));
          });
    }
    for (int i = 0; i < times; i++) {
      for (int j = 0; j < once.size(); j++) {
        Action.Announce announcement = once.get(j);
        where
            .get(j)
            .ifPresentOrElse(
                queue -> enqueue(queue, new Waiting(router.name(), announcement)),
                () -> outbox.act(announcement));
      }
    }
  }

  private void mention(VirtualRouter router, VirtualAddress address) {
    IpAddress what = address.prefix().address();
    outbox.log(
        router,
        Level.INFO,
        "Sending/queueing "
            + (what.family() == AddressFamily.INET
                ? "gratuitous ARPs"
                : "Unsolicited Neighbour Adverts")
            + " on "
            + address.interfaceName()
            + " for "
            + what);
  }

  private Optional<Queue> queue(VirtualAddress address) {
    Integer place = places.get(address.interfaceName());
    return place == null
        ? Optional.empty()
        : Optional.ofNullable(queues.get(place).get(address.prefix().address().family()));
  }

  private void enqueue(Queue queue, Waiting waiting) {
    queue.waiting.addLast(waiting);
    if (!queue.pausing) {
      next(queue);
    }
  }

  private void next(Queue queue) {
    Waiting waiting = queue.waiting.pollFirst();
    queue.pausing = waiting != null;
    if (waiting != null) {
      outbox.act(waiting.action());
      outbox.start(queue.timer, queue.interval);
    }
  }

  /** A pause is over. */
  void resume(TimerId.Announcing timer) {
    if (timer.place() < queues.size()) {
      Queue queue = queues.get(timer.place()).get(timer.family());
      if (queue != null) {
        next(queue);
      }
    }
  }

  /** A virtual router no longer holds its addresses: nobody may be told that it does. */
  void forget(VirtualRouter router) {
    for (Map<AddressFamily, Queue> both : queues) {
      for (Queue queue : both.values()) {
        queue.waiting.removeIf(waiting -> waiting.router().equals(router.name()));
      }
    }
  }

  /** Nothing is announced any longer. */
  void stop() {
    queues.forEach(both -> both.values().forEach(this::halt));
  }

  private void halt(Queue queue) {
    queue.waiting.clear();
    if (queue.pausing) {
      queue.pausing = false;
      outbox.stop(queue.timer);
    }
  }

  private Optional<Action.Announce> announcement(VirtualAddress address) {
    return links
        .mac(address.interfaceName())
        .map(sender ->
            new Action.Announce(
                links.index(address.interfaceName()),
                Announcement.of(sender, address.prefix().address())));
  }
}
