package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.host.Holdings;
import dev.relais.host.Links;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.SharedConduct;
import dev.relais.plan.SyncGroup;
import dev.relais.plan.Tracked;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.track.Standing;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Counter;
import dev.relais.vrrp.GroupMove;
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
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
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
  private final RouterIndex index = new RouterIndex();
  private final Reception reception = new Reception(index, outbox);
  private final Notices notices = new Notices(outbox);
  private final HostRun host;
  private final Map<String, RouterRun> routers = new LinkedHashMap<>();
  private final Groups groups = new Groups();
  private final Checks checks;
  private final Balancer balancer;
  private LoadBalancing balancing;
  private final Receivers receivers = new Receivers(links, outbox);

  /** Addresses that come and go with a master, and cannot be the source of advertisements. */
  private Set<IpAddress> virtualAddresses = Set.of();

  /** Addresses without which some virtual router cannot serve. */
  private Set<IpAddress> requiredAddresses = Set.of();

  private boolean begun;

  /** Whether virtual routers do not take part yet. */
  private boolean delayed;

  private final ProcessSettings settings;

  /** For a plan, before anything happened. */
  public Engine(Plan plan) {
    settings = plan.settings();
    host = new HostRun(links, holdings, outbox, plan.host());
    checks = new Checks(plan, links, outbox, this::checkChanged);
    balancer = new Balancer(links, outbox, checks::reading, this::state);
    balancing = plan.balancing();
    plan.virtualRouters().forEach(router -> routers.put(router.name(), new RouterRun(router)));
    groups.form(plan.groups(), routers);
    index();
    share(plan.sharedConduct());
  }

  private void index() {
    index.fill(routers.values());
    Places.assign(routers.values());
    virtualAddresses =
        routers.values().stream()
            .flatMap(run -> run.router.resources().allAddresses())
            .map(address -> address.prefix().address())
            .collect(Collectors.toSet());
    requiredAddresses =
        routers.values().stream()
            .flatMap(run -> run.router.trackers().of(Tracked.Kind.ADDRESS))
            .map(tracked -> IpAddress.of(tracked.name()))
            .collect(Collectors.toSet());
  }

  private void share(SharedConduct conduct) {
    announcements.pace(conduct.pacing());
    reception.mentionUnknown(conduct.mentionsUnknownRouters());
  }

  /** Answers an event on a host whose time of day is the time since it was started. */
  public List<Action> handle(Duration at, Event event) {
    return handle(at, Instant.EPOCH.plus(at), event);
  }

  /**
   * Answers an event.
   *
   * @param at when it happened. A timer that is a little late carries its deadline, so that periods
   *     stay even; it may lie before the event that was told before it
   * @param timeOfDay which time of day it was then
   * @param event what happened
   * @return what is to be done, in this order
   */
  public List<Action> handle(Duration at, Instant timeOfDay, Event event) {
    outbox.open(at, timeOfDay);
    switch (event) {
      case Event.Reported(NetlinkMessage message) -> reported(message);
      case Event.Begin(List<NetlinkMessage> inventory) -> begin(inventory);
      case Event.Recounted(List<NetlinkMessage> inventory) -> recount(inventory);
      case Event.Received(String interfaceName, VrrpPacket packet) ->
          reception
              .receive(interfaceName, packet)
              .ifPresent(believed -> step(believed.by(), believed.event()));
      case Event.Expired(TimerId timer) -> expired(timer);
      case Event.OfCheck check -> checks.handle(check);
      case Event.OfBalancing balancing -> balancer.handle(balancing);
      case Event.Refused(var operation, String reason) -> {
        host.refused(operation, reason);
        log(Level.ERROR, "cannot %s: %s".formatted(operation, reason));
        assessAll();
      }
      case Event.CannotListen(Channel channel, String reason) -> {
        receivers.refused(channel, reason);
        assessAll();
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
    return checks.scriptStatus();
  }

  /** How the virtual servers are doing, in the order of the plan. */
  public List<VirtualServerStatus> virtualServerStatus() {
    return balancer.status();
  }

  /** The sync groups and the state that each was last in as a whole, in the order of the plan. */
  public Map<SyncGroup, State> groups() {
    return groups.states();
  }

  /** How everything else that is tracked is doing. */
  public List<CheckStatus> checkStatus() {
    return checks.status();
  }

  // ---------------------------------------------------------------- the network of this host

  private void begin(List<NetlinkMessage> inventory) {
    begun = true;
    inventory.forEach(links::apply);
    host.begin(present(), inventory);
    delay();
    checks.begin();
    listen();
    assessAll();
    balancer.begin(balancing);
  }

  /** Switches and bonds may need some time until what is sent arrives. */
  private void delay() {
    Duration sinceBoot = outbox.now();
    Duration rest = settings.delayAfterBoot().minus(sinceBoot);
    Duration delay = rest.compareTo(settings.startupDelay()) > 0 ? rest : settings.startupDelay();
    if (delay.isPositive()) {
      delayed = true;
      log(Level.INFO, "Delaying startup for %s s".formatted(delay.toMillis() / 1000.0));
      outbox.start(new TimerId.Startup(), delay);
    }
  }

  private void reported(NetlinkMessage message) {
    switch (message) {
      case NetlinkMessage.Route route -> {
        if (route.gone()) {
          restore(holdings.losers(route), "a route");
        } else {
          holdings.present(route);
        }
      }
      case NetlinkMessage.Rule rule -> {
        if (rule.gone()) {
          restore(holdings.losers(rule), "a rule");
        } else {
          holdings.present(rule);
        }
      }
      default -> changed(message);
    }
  }

  private void changed(NetlinkMessage message) {
    if (message instanceof NetlinkMessage.Address address && isVirtual(address)) {
      // Mostly what a master has just added or removed: no virtual router depends on it.
      host.apply(message);
    } else {
      Map<String, Boolean> before = tracked();
      host.apply(message).ifPresent(this::holdAgain);
      reassess(before);
    }
    if (message instanceof NetlinkMessage.Address address) {
      balancer.addressesReported();
      if (address.gone()) {
        restore(holdings.losers(address), address.prefix().toString());
      } else {
        holdings.present(address);
      }
    }
  }

  private boolean isVirtual(NetlinkMessage.Address address) {
    IpAddress which = address.prefix().address();
    return virtualAddresses.contains(which) && !requiredAddresses.contains(which);
  }

  /** An interface of its own is there, perhaps again: what it holds on it goes there. */
  private void holdAgain(String interfaceName) {
    for (RouterRun run : routers.values()) {
      boolean concerned =
          run.router
              .resources()
              .allAddresses()
              .anyMatch(address -> address.interfaceName().equals(interfaceName));
      if (concerned && holdings.isHeld(run.router.name())) {
        holdings.hold(run.router).forEach(operation -> act(new Action.Perform(operation)));
      }
    }
  }

  private List<VirtualRouter> present() {
    return routers.values().stream().map(run -> run.router).toList();
  }

  /** Whatever was missed: what a master holds is there afterwards. */
  private void recount(List<NetlinkMessage> inventory) {
    log(Level.WARNING, "reports of the kernel were lost; everything is looked at anew");
    Map<String, Boolean> before = tracked();
    links.clear();
    host.recounted();
    inventory.forEach(links::apply);
    host.holdPermanent();
    reassess(before);
    balancer.addressesReported();
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
    checks.interfacesReported();
    listen();
    assessAll();
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
  private void restore(List<String> losers, String what) {
    for (String name : losers) {
      RouterRun run = routers.get(name);
      if (run != null) {
        log(run, Level.WARNING, what + " was removed from outside; restored");
        holdings.hold(run.router).forEach(operation -> act(new Action.Perform(operation)));
        announcements.announce(run.router, run.router.announcements().repeat());
      } else {
        log(Level.WARNING, "%s was removed from outside; restored".formatted(what));
        host.holdPermanent();
      }
    }
  }

  private void listen() {
    if (begun) {
      receivers.listenFor(routers.values());
    }
  }

  // ---------------------------------------------------------------- virtual routers

  /** Works out anew for all whether they can serve, and with which priority. */
  private void assessAll() {
    routers.values().forEach(this::measure);
    routers.values().forEach(this::settle);
  }

  private void measure(RouterRun run) {
    if (!begun || delayed) {
      return;
    }
    VirtualRouter router = run.router;
    if (run.situation.state() == State.INIT && host.isComing(router)) {
      return;
    }
    run.source = source(router);
    Standing standing = Standing.of(router, checks::reading);
    if (standing.priority() != run.situation.priority()) {
      mentionPriority(run, standing.priority());
      step(run, new RouterEvent.PriorityChanged(standing.priority()));
    }
    run.obstacle = obstacle(run, standing);
    run.waiting = standing.waiting();
  }

  /** Members of a sync group can serve together, or not at all. */
  private void settle(RouterRun run) {
    if (!begun) {
      return;
    }
    List<RouterRun> members = groups.of(run);
    List<RouterRun> blocked = members.stream().filter(m -> m.obstacle.isPresent()).toList();
    for (RouterRun member : blocked) {
      if (member.situation.state() != State.FAULT) {
        step(member, new RouterEvent.Failed(member.obstacle.orElseThrow()));
      }
    }
    if (blocked.isEmpty() && members.stream().noneMatch(member -> member.waiting)) {
      members.forEach(this::join);
    }
    align(members);
    mentionGroup(run);
  }

  private void join(RouterRun run) {
    State state = run.situation.state();
    if (state == State.FAULT) {
      advance(run, new RouterEvent.Recovered());
    } else if (state == State.INIT) {
      advance(run, new RouterEvent.Start());
    }
  }

  /**
   * An owner begins as master, and another plan may have put together who was apart: who cannot
   * serve stops the others, and who joins a group that serves, serves.
   */
  private void align(List<RouterRun> members) {
    Stream.of(State.FAULT, State.MASTER)
        .flatMap(state -> members.stream().filter(member -> member.situation.state() == state))
        .findFirst()
        .ifPresent(this::lead);
  }

  private void mentionPriority(RouterRun run, int priority) {
    if (run.entered && priority != run.situation.priority()) {
      log(
          run,
          Level.NOTICE,
          "Changing effective priority from %d to %d"
              .formatted(run.situation.priority(), priority));
    }
  }

  private Optional<IpAddress> source(VirtualRouter router) {
    return router.protocol().sourceAddress().or(() -> firstAddress(router));
  }

  private Optional<IpAddress> firstAddress(VirtualRouter router) {
    return links.sourceAddress(router.baseInterface(), router.family(), virtualAddresses);
  }

  private Optional<String> obstacle(RouterRun run, Standing standing) {
    VirtualRouter router = run.router;
    if (links.index(router.interfaceName()) == 0) {
      return host.refusal(router)
          .or(() -> Optional.of("there is no interface " + router.interfaceName()));
    }
    Optional<String> refusal = receivers.refusal(router);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (standing.failing().isPresent()) {
      return standing.failing();
    }
    if (host.isDown(router)) {
      return Optional.of("interface %s is down".formatted(router.interfaceName()));
    }
    if (run.source.isEmpty()) {
      return Optional.of(
          "interface %s has no %s address"
              .formatted(
                  router.baseInterface(),
                  router.family() == AddressFamily.INET ? "IPv4" : "link-local IPv6"));
    }
    if (router.protocol().transport() instanceof Transport.Unicast unicast
        && unicast.peers().isEmpty()) {
      return Optional.of("it has no unicast peer");
    }
    return Optional.empty();
  }

  /** One step, and what the rest of its sync group makes of it. */
  private void step(RouterRun run, RouterEvent event) {
    if (hasStoodStill(run)) {
      run.advertised = null;
      log(run, Level.WARNING, "stood still for so long that another may have taken over");
      step(run, new RouterEvent.Paused());
    }
    State before = run.situation.state();
    advance(run, event);
    if (run.situation.state() != before) {
      lead(run);
      mentionGroup(run);
    }
  }

  private boolean hasStoodStill(RouterRun run) {
    Duration last = run.advertised;
    return last != null
        && run.situation.state() == State.MASTER
        && StateMachine.longestPause(run.router)
            .filter(longest -> outbox.now().minus(last).compareTo(longest) >= 0)
            .isPresent();
  }

  /** The rest of its sync group follows a virtual router. */
  private void lead(RouterRun leader) {
    String name = leader.router.name();
    State state = leader.situation.state();
    for (RouterRun other : groups.othersOf(leader)) {
      GroupMove.follow(name, state, other.situation.state())
          .ifPresent(event -> advance(other, event));
    }
  }

  private void mentionGroup(RouterRun run) {
    groups
        .entered(run)
        .ifPresent(entered -> {
          log(
              Level.NOTICE,
              "VRRP_Group(%s) Syncing instances to %s state"
                  .formatted(entered.group().name(), entered.state()));
          notices.group(entered.group(), entered.state());
        });
  }

  private void advance(RouterRun run, RouterEvent event) {
    Situation before = run.situation;
    if (before.state() == State.BACKUP
        && event.equals(new RouterEvent.Expired(Timer.MASTER_DOWN))) {
      log(run, Level.NOTICE, "Receive advertisement timeout");
    }
    Step step = StateMachine.step(run.router, before, event);
    run.situation = step.next();
    // Others may be doing the same at this moment: they have become MASTER, or their priority is
    // another.
    boolean outOfTurn =
        run.situation.state() == State.MASTER
            && !event.equals(new RouterEvent.Expired(Timer.ADVERTISEMENT));
    step.actions()
        .forEach(action -> translate(run, outOfTurn ? placed(action, run.ahead) : action));
    notices.stepped(run, before, event, step);
    if (run.situation.state() != before.state()) {
      balancer.routerChanged(run.router.name());
    }
  }

  private static RouterAction placed(RouterAction action, Duration ahead) {
    return action instanceof RouterAction.Start(Timer timer, Duration delay)
            && timer == Timer.ADVERTISEMENT
        ? new RouterAction.Start(timer, delay.minus(ahead))
        : action;
  }

  private void translate(RouterRun run, RouterAction action) {
    VirtualRouter router = run.router;
    String name = router.name();
    switch (action) {
      case RouterAction.Advertise(int priority) -> {
        run.count(Counter.ADVERTISEMENTS_SENT);
        run.advertised = outbox.now();
        advertise(run, priority);
        if (priority == 0) {
          log(run, Level.INFO, "sent 0 priority");
        }
      }
      case RouterAction.Start(Timer timer, Duration delay) ->
          outbox.start(new TimerId.OfRouter(name, timer), delay);
      case RouterAction.Stop(Timer timer) -> outbox.stop(new TimerId.OfRouter(name, timer));
      case RouterAction.Hold _ -> {
        log(run, Level.INFO, "setting VIPs.");
        if (!router.resources().routes().isEmpty()) {
          log(run, Level.INFO, "setting Virtual Routes");
        }
        holdings.hold(router).forEach(operation -> act(new Action.Perform(operation)));
      }
      case RouterAction.Release _ -> {
        if (!router.resources().routes().isEmpty()) {
          log(run, Level.INFO, "removing Virtual Routes");
        }
        log(run, Level.INFO, "removing VIPs.");
        announcements.forget(router);
        holdings.release(router).forEach(operation -> act(new Action.Perform(operation)));
      }
      case RouterAction.Announce(int times) -> announcements.announce(router, times);
      case RouterAction.AnnounceElsewhere _ -> announcements.announceElsewhere(router);
      case RouterAction.Entered(State state) -> {
        String first = run.entered || state != State.BACKUP ? "" : " (init)";
        run.entered = true;
        if (state != State.INIT) {
          log(run, Level.NOTICE, "Entering " + state + " STATE" + first);
        }
      }
      case RouterAction.GaveWay(IpAddress to, int priority) ->
          log(
              run,
              Level.NOTICE,
              "Master received advert from %s with %s priority %d, ours %d"
                  .formatted(
                      to,
                      priority > run.situation.priority() ? "higher" : "the same",
                      priority,
                      run.situation.priority()));
      case RouterAction.Contested(IpAddress by, int priority) ->
          log(
              run,
              Level.NOTICE,
              "Received advert from %s with lower priority %d, ours %d"
                  .formatted(by, priority, run.situation.priority()));
      case RouterAction.DelayPreemption(IpAddress of, int priority, Duration delay) ->
          log(
              run,
              Level.NOTICE,
              "Received advert from %s with lower priority %d, ours %d, preempting it in %d s"
                  .formatted(of, priority, run.situation.priority(), delay.toSeconds()));
      case RouterAction.CannotServe(String reason) ->
          log(run, Level.WARNING, "cannot serve: " + reason);
      case RouterAction.Count(Counter counter) -> run.count(counter);
    }
  }

  private void advertise(RouterRun run, int priority) {
    run.source.ifPresent(
        source -> act(run.advertising.advertise(source, priority, outbox.timeOfDay())));
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
      case TimerId.Announcing announcing -> announcements.resume(announcing);
      case TimerId.Startup() -> {
        delayed = false;
        assessAll();
      }
      case TimerId.OfCheck check -> checks.expired(check);
      case TimerId.OfBalancing timerOfBalancing -> balancer.expired(timerOfBalancing);
    }
  }

  private void checkChanged(Tracked.Kind kind, String name) {
    List<RouterRun> concerned =
        routers.values().stream().filter(run -> run.router.trackers().track(kind, name)).toList();
    concerned.forEach(this::measure);
    concerned.forEach(this::settle);
    balancer.trackedChanged(kind, name);
  }

  private State state(String router) {
    RouterRun run = routers.get(router);
    return run == null ? State.INIT : run.situation.state();
  }

  // ---------------------------------------------------------------- another plan, and the end

  /** A virtual router that stays itself keeps its state; one that is gone says goodbye. */
  private void reload(Plan plan) {
    checks.reload(plan);
    Map<String, RouterRun> oldRouters = new LinkedHashMap<>(routers);
    Collection<RouterRun> gone =
        oldRouters.values().stream()
            .filter(run -> plan.virtualRouters().stream().noneMatch(r -> isSame(run.router, r)))
            .toList();
    gone.forEach(this::remove);
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
    index();
    share(plan.sharedConduct());
    host.reload(plan.virtualRouters(), plan.host());
    groups.form(plan.groups(), routers);
    before.forEach(this::change);
    checks.runNew();
    // Whoever reloads may have removed the reason.
    receivers.forgiveRefusals();
    listen();
    assessAll();
    balancing = plan.balancing();
    if (begun) {
      balancer.reload(balancing);
    }
    if (plan.settings().statesAfterReload()) {
      notices.repeat(routers.values(), groups.states());
    }
  }

  private void remove(RouterRun run) {
    run.removed = true;
    advance(run, new RouterEvent.Stop());
  }

  private static boolean isSame(VirtualRouter a, VirtualRouter b) {
    return a.name().equals(b.name())
        && a.interfaceName().equals(b.interfaceName())
        && a.sendingInterface().equals(b.sendingInterface())
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
    run.advertising.reconfigure(after);
    if (holdings.isHeld(after.name())) {
      holdings.exchange(before, after).forEach(operation -> act(new Action.Perform(operation)));
    }
    int priority = Standing.of(after, checks::reading).priority();
    mentionPriority(run, priority);
    step(run, new RouterEvent.Reconfigured(priority));
  }

  private void stop() {
    balancer.stop();
    routers.values().forEach(run -> advance(run, new RouterEvent.Stop()));
    announcements.stop();
    checks.stop();
    if (host.isSilentAboutLocalGroups()) {
      // What is left after that would be reported.
      receivers.listenFor(List.of());
    }
    host.stop();
    begun = false;
  }

  private void log(Level level, String text) {
    outbox.log(level, text);
  }

  private void log(RouterRun run, Level level, String text) {
    outbox.log(run.router, level, text);
  }

  private void act(Action action) {
    outbox.act(action);
  }
}
