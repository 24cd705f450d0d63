package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.host.Holdings;
import dev.relais.host.Links;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.TrackedScript;
import dev.relais.plan.VirtualRouter;
import dev.relais.track.ScriptResult;
import dev.relais.track.Standing;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.Counter;
import dev.relais.vrrp.RouterAction;
import dev.relais.vrrp.RouterEvent;
import dev.relais.vrrp.Situation;
import dev.relais.vrrp.State;
import dev.relais.vrrp.StateMachine;
import dev.relais.vrrp.Step;
import dev.relais.vrrp.Timer;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that runs on a host: virtual routers, the scripts that they track, the addresses and
 * routes that they hold. Events go in, actions come out; the same events at the same times give the
 * same actions. Not for use by several threads.
 */
public final class Engine {
  private final Links links = new Links();
  private final Holdings holdings = new Holdings(links);
  private final Outbox outbox = new Outbox();
  private final Announcements announcements = new Announcements(links, outbox);
  private final Reception reception = new Reception(outbox);
  private final Map<String, RouterRun> routers = new LinkedHashMap<>();
  private final ScriptRuns scripts;
  private final Map<String, Integer> listening = new HashMap<>();

  /** The interfaces on which listening was refused, and why. */
  private final Map<String, String> deaf = new HashMap<>();

  private boolean begun;

  /** For a plan, before anything happened. */
  public Engine(Plan plan) {
    scripts = new ScriptRuns(plan.scripts(), outbox, this::scriptChanged);
    plan.virtualRouters().forEach(router -> routers.put(router.name(), new RouterRun(router)));
  }

  /**
   * Answers an event.
   *
   * @param at when it happened. A timer that is a little late carries its deadline, so that periods
   *     stay even; it may lie before the event that was told before it
   * @param event what happened
   * @return what is to be done, in this order
   */
  public List<Action> handle(Duration at, Event event) {
    outbox.open(at);
    switch (event) {
      case Event.Reported(NetlinkMessage message) -> reported(message);
      case Event.Begin(List<NetlinkMessage> inventory) -> begin(inventory);
      case Event.Recounted(List<NetlinkMessage> inventory) -> recount(inventory);
      case Event.Received(String interfaceName, VrrpPacket packet) ->
          reception
              .receive(routers.values(), interfaceName, packet)
              .ifPresent(believed -> step(believed.by(), believed.event()));
      case Event.Expired(TimerId timer) -> expired(timer);
      case Event.ScriptEnded(String script, ScriptResult result) -> scripts.ended(script, result);
      case Event.Refused(var operation, String reason) -> {
        holdings.refused(operation);
        log(Level.ERROR, "cannot %s: %s".formatted(operation, reason));
      }
      case Event.CannotListen(String interfaceName, String reason) -> {
        deaf.put(interfaceName, reason);
        routers.values().forEach(this::assess);
      }
      case Event.Reload(Plan plan) -> reload(plan);
      case Event.Stop _ -> stop();
    }
    return outbox.contents();
  }

  /** How the virtual routers are doing, in the order of the plan. */
  public List<RouterStatus> routerStatus() {
    return routers.values().stream()
        .map(run ->
            new RouterStatus(
                run.router,
                run.situation.state(),
                run.situation.priority(),
                run.source,
                run.counters))
        .toList();
  }

  /** How the scripts are doing, in the order of the plan. */
  public List<ScriptStatus> scriptStatus() {
    return scripts.status();
  }

  // ---------------------------------------------------------------- the network of this host

  private void begin(List<NetlinkMessage> inventory) {
    begun = true;
    inventory.forEach(links::apply);
    List<NetlinkMessage.Route> routes =
        inventory.stream()
            .filter(NetlinkMessage.Route.class::isInstance)
            .map(NetlinkMessage.Route.class::cast)
            .toList();
    List<VirtualRouter> all = routers.values().stream().map(run -> run.router).toList();
    holdings
        .leftOvers(all, routes)
        .forEach(operation -> {
          log(Level.NOTICE, "left over from an earlier run: " + operation);
          act(new Action.Perform(operation));
        });
    scripts.begin();
    listen();
    routers.values().forEach(this::assess);
  }

  private void reported(NetlinkMessage message) {
    if (message instanceof NetlinkMessage.Route route) {
      if (route.gone()) {
        holdings.losers(route).forEach(router -> restore(router, "a route"));
      } else {
        holdings.present(route);
      }
      return;
    }
    Map<String, Boolean> before = tracked();
    links.apply(message);
    reassess(before);
    if (message instanceof NetlinkMessage.Address address) {
      if (address.gone()) {
        holdings.losers(address).forEach(router -> restore(router, address.prefix().toString()));
      } else {
        holdings.present(address);
      }
    }
  }

  /** Whatever was missed: what a master holds is there afterwards. */
  private void recount(List<NetlinkMessage> inventory) {
    log(Level.WARNING, "reports of the kernel were lost; everything is looked at anew");
    Map<String, Boolean> before = tracked();
    links.clear();
    holdings.recounted();
    inventory.forEach(links::apply);
    reassess(before);
    for (RouterRun run : routers.values()) {
      if (holdings.isHeld(run.router.name())) {
        holdings.hold(run.router).forEach(operation -> act(new Action.Perform(operation)));
      }
    }
  }

  private void reassess(Map<String, Boolean> before) {
    tracked()
        .forEach((name, up) -> {
          if (!up.equals(before.get(name))) {
            log(Level.NOTICE, "Netlink reports %s %s".formatted(name, up ? "up" : "down"));
          }
        });
    listen();
    routers.values().forEach(this::assess);
  }

  private Map<String, Boolean> tracked() {
    return routers.values().stream()
        .flatMap(run ->
            Stream.concat(
                Stream.of(run.router.interfaceName()), run.router.trackers().interfaces().stream()))
        .distinct()
        .collect(Collectors.toMap(name -> name, links::isUp));
  }

  /** Somebody took away what a master holds. It puts everything back: some goes with the other. */
  private void restore(VirtualRouter router, String what) {
    log(Level.WARNING, "(%s) %s was removed from outside; restored".formatted(router.name(), what));
    holdings.hold(router).forEach(operation -> act(new Action.Perform(operation)));
    announcements.announce(router, router.announcements().repeat());
  }

  /** Listens where a virtual router is, and nowhere else. */
  private void listen() {
    if (!begun) {
      return;
    }
    Set<String> wanted =
        routers.values().stream()
            .map(run -> run.router.interfaceName())
            .filter(name -> links.index(name) != 0)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String name : List.copyOf(listening.keySet())) {
      boolean sameInterface = listening.getOrDefault(name, 0) == links.index(name);
      if (!wanted.contains(name) || !sameInterface) {
        listening.remove(name);
        deaf.remove(name);
        act(new Action.Ignore(name));
      }
    }
    for (String name : wanted) {
      if (listening.putIfAbsent(name, links.index(name)) == null) {
        act(new Action.Listen(name, links.index(name)));
      }
    }
  }

  // ---------------------------------------------------------------- virtual routers

  /** Works out anew whether a virtual router can serve, and with which priority. */
  private void assess(RouterRun run) {
    if (!begun) {
      return;
    }
    VirtualRouter router = run.router;
    run.source = source(router);
    Standing standing = Standing.of(router, scripts.health());
    if (standing.priority() != run.situation.priority()) {
      mentionPriority(run, standing.priority());
      step(run, new RouterEvent.PriorityChanged(standing.priority()));
    }
    Optional<String> obstacle = obstacle(run, standing);
    State state = run.situation.state();
    if (obstacle.isPresent()) {
      if (state != State.FAULT) {
        step(run, new RouterEvent.Failed(obstacle.get()));
      }
    } else if (state == State.FAULT && !standing.waiting()) {
      step(run, new RouterEvent.Recovered());
    } else if (state == State.INIT && !standing.waiting()) {
      step(run, new RouterEvent.Start());
    }
  }

  private void mentionPriority(RouterRun run, int priority) {
    if (run.entered && priority != run.situation.priority()) {
      log(
          Level.NOTICE,
          "(%s) Changing effective priority from %d to %d"
              .formatted(run.router.name(), run.situation.priority(), priority));
    }
  }

  private Optional<IpAddress> source(VirtualRouter router) {
    return router.protocol().sourceAddress().or(() -> firstAddress(router));
  }

  private Optional<IpAddress> firstAddress(VirtualRouter router) {
    Set<IpAddress> virtual =
        routers.values().stream()
            .flatMap(run -> run.router.resources().allAddresses())
            .map(address -> address.prefix().address())
            .collect(Collectors.toCollection(HashSet::new));
    return links.sourceAddress(router.interfaceName(), virtual);
  }

  private Optional<String> obstacle(RouterRun run, Standing standing) {
    VirtualRouter router = run.router;
    if (links.index(router.interfaceName()) == 0) {
      return Optional.of("there is no interface " + router.interfaceName());
    }
    String reason = deaf.get(router.interfaceName());
    if (reason != null) {
      return Optional.of(reason);
    }
    Optional<String> down =
        router.trackers().interfaces().stream().filter(name -> !links.isUp(name)).findFirst();
    if (down.isPresent()) {
      return Optional.of("interface %s is down".formatted(down.get()));
    }
    if (run.source.isEmpty()) {
      return Optional.of("interface %s has no IPv4 address".formatted(router.interfaceName()));
    }
    return standing.failing().map("script %s fails"::formatted);
  }

  private void step(RouterRun run, RouterEvent event) {
    Situation before = run.situation;
    if (before.state() == State.BACKUP
        && event.equals(new RouterEvent.Expired(Timer.MASTER_DOWN))) {
      log(Level.NOTICE, "(%s) Receive advertisement timeout".formatted(run.router.name()));
    }
    Step step = StateMachine.step(run.router, before, event);
    run.situation = step.next();
    step.actions().forEach(action -> translate(run, action));
  }

  private void translate(RouterRun run, RouterAction action) {
    VirtualRouter router = run.router;
    String name = router.name();
    switch (action) {
      case RouterAction.Advertise(int priority) -> {
        run.count(Counter.ADVERTISEMENTS_SENT);
        advertise(run, priority);
        if (priority == 0) {
          log(Level.INFO, "(%s) sent 0 priority".formatted(name));
        }
      }
      case RouterAction.Start(Timer timer, Duration delay) ->
          outbox.start(new TimerId.OfRouter(name, timer), delay);
      case RouterAction.Stop(Timer timer) -> outbox.stop(new TimerId.OfRouter(name, timer));
      case RouterAction.Hold _ -> {
        log(Level.INFO, "(%s) setting VIPs.".formatted(name));
        if (!router.resources().routes().isEmpty()) {
          log(Level.INFO, "(%s) setting Virtual Routes".formatted(name));
        }
        holdings.hold(router).forEach(operation -> act(new Action.Perform(operation)));
      }
      case RouterAction.Release _ -> {
        if (!router.resources().routes().isEmpty()) {
          log(Level.INFO, "(%s) removing Virtual Routes".formatted(name));
        }
        log(Level.INFO, "(%s) removing VIPs.".formatted(name));
        holdings.release(router).forEach(operation -> act(new Action.Perform(operation)));
      }
      case RouterAction.Announce(int times) -> announcements.announce(router, times);
      case RouterAction.Entered(State state) -> {
        String first = run.entered || state != State.BACKUP ? "" : " (init)";
        run.entered = true;
        if (state != State.INIT) {
          log(Level.NOTICE, "(%s) Entering %s STATE%s".formatted(name, state, first));
        }
      }
      case RouterAction.GaveWay(IpAddress to, int priority) ->
          log(
              Level.NOTICE,
              "(%s) Master received advert from %s with %s priority %d, ours %d"
                  .formatted(
                      name,
                      to,
                      priority > run.situation.priority() ? "higher" : "the same",
                      priority,
                      run.situation.priority()));
      case RouterAction.Contested(IpAddress by, int priority) ->
          log(
              Level.NOTICE,
              "(%s) Received advert from %s with lower priority %d, ours %d"
                  .formatted(name, by, priority, run.situation.priority()));
      case RouterAction.CannotServe(String reason) ->
          log(Level.WARNING, "(%s) cannot serve: %s".formatted(name, reason));
      case RouterAction.Count(Counter counter) -> run.count(counter);
    }
  }

  private void advertise(RouterRun run, int priority) {
    run.source.ifPresent(source ->
        act(
            new Action.Advertise(
                run.router.interfaceName(),
                source,
                AdvertisementCheck.advertisement(run.router, priority))));
  }

  // ---------------------------------------------------------------- timers and scripts

  private void expired(TimerId timer) {
    switch (timer) {
      case TimerId.OfRouter(String name, Timer which) -> {
        RouterRun run = routers.get(name);
        if (run != null) {
          step(run, new RouterEvent.Expired(which));
        }
      }
      case TimerId.ScriptStart(String name) -> scripts.startDue(name);
      case TimerId.ScriptTimeout(String name) -> scripts.timedOut(name);
    }
  }

  private void scriptChanged(String name) {
    routers.values().stream().filter(run -> tracks(run.router, name)).forEach(this::assess);
  }

  private static boolean tracks(VirtualRouter router, String script) {
    return router.trackers().scripts().stream().map(TrackedScript::name).anyMatch(script::equals);
  }

  // ---------------------------------------------------------------- another plan, and the end

  /** A virtual router that stays itself keeps its state; one that is gone says goodbye. */
  private void reload(Plan plan) {
    scripts.reload(plan.scripts());
    Map<String, RouterRun> oldRouters = new LinkedHashMap<>(routers);
    Collection<RouterRun> gone =
        oldRouters.values().stream()
            .filter(run -> plan.virtualRouters().stream().noneMatch(r -> isSame(run.router, r)))
            .toList();
    gone.forEach(run -> step(run, new RouterEvent.Stop()));
    routers.clear();
    Map<RouterRun, VirtualRouter> before = new LinkedHashMap<>();
    for (VirtualRouter router : plan.virtualRouters()) {
      RouterRun old = oldRouters.get(router.name());
      if (old == null || gone.contains(old)) {
        routers.put(router.name(), new RouterRun(router));
      } else {
        routers.put(router.name(), old);
        before.put(old, old.router);
        old.router = router;
      }
    }
    before.forEach(this::change);
    scripts.runNew();
    // Whoever reloads may have removed the reason.
    listening.keySet().removeAll(deaf.keySet());
    deaf.clear();
    listen();
    routers.values().forEach(this::assess);
  }

  private static boolean isSame(VirtualRouter a, VirtualRouter b) {
    return a.name().equals(b.name())
        && a.interfaceName().equals(b.interfaceName())
        && a.family() == b.family()
        && a.protocol().version() == b.protocol().version()
        && a.protocol().virtualRouterId() == b.protocol().virtualRouterId();
  }

  private void change(RouterRun run, VirtualRouter before) {
    VirtualRouter after = run.router;
    if (before.equals(after)) {
      return;
    }
    run.source = source(after);
    if (holdings.isHeld(after.name())) {
      holdings.exchange(before, after).forEach(operation -> act(new Action.Perform(operation)));
    }
    int priority = Standing.of(after, scripts.health()).priority();
    mentionPriority(run, priority);
    step(run, new RouterEvent.Reconfigured(priority));
  }

  private void stop() {
    routers.values().forEach(run -> step(run, new RouterEvent.Stop()));
    scripts.stop();
    begun = false;
  }

  private void log(Level level, String text) {
    outbox.log(level, text);
  }

  private void act(Action action) {
    outbox.act(action);
  }
}
