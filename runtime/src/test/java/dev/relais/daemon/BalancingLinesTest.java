package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.engine.Engine;
import dev.relais.engine.Event;
import dev.relais.engine.Loads;
import dev.relais.engine.TimerId;
import dev.relais.health.ProbeResult;
import dev.relais.ipvs.Table;
import dev.relais.plan.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalancingLinesTest {
  private static final Plan PLAN =
      Loads.plan(
          Loads.server(100)
              .quorum(2, 0)
              .sorry(99, false)
              .with(Loads.real(11, 3).inhibits().checked(Loads.tcp(11, 0, false))));

  @Test
  void saysHowServersAndTheirChecksAreDoing() {
    Engine engine = new Engine(PLAN);
    engine.handle(Duration.ZERO, new Event.Begin(List.of()));
    engine.handle(Duration.ZERO, new Event.TableObserved(Table.EMPTY));
    engine.handle(Duration.ZERO, new Event.Expired(new TimerId.LookDue(1)));
    engine.handle(Duration.ZERO, new Event.Probed(1, ProbeResult.bad("connection refused")));
    assertEquals(
        """
        ------< LVS Topology >------
         ------< Virtual server >------
         VS = [192.0.2.100]:tcp:80
           Service = TCP 192.0.2.100:80
           lvs_sched = rr
           quorum = 2, hysteresis = 0
           sorry server = [10.7.0.99]:tcp:80
           omega is OFF
           weight of servers that are up = 0
           quorum_state_up = 0
           ------< Real server >------
           RIP = 10.7.0.11, RPORT = 80, WEIGHT = 3 EFF WEIGHT = 3
           forwarding method = NAT
           connection limit range = 0 -> 0
           Inhibit on failure is ON
           alive = 0
           num failed checkers = 1
        ------< Health checkers >------
         [192.0.2.100]:tcp:80 -> [10.7.0.11]:tcp:80
           Enabled = yes
           Up = no
           Verdict = bad
           Alpha is OFF
           Keepalive method = TCP_CHECK, [10.7.0.11]:80
           Delay loop = 2.000000
           Warmup = 0.000000
           Retry count = 0
           Retry delay = 1.000000
           Retries so far = 0
        """,
        BalancingLines.of(engine.virtualServerStatus()));
  }

  @Test
  void knowsAllProgramsOfVirtualServers() {
    Plan plan =
        Loads.plan(Loads.server(100).programs().with(Loads.real(11, 1).checked(Loads.misc("chk"))));
    assertEquals(
        List.of(
            "quorum_up of virtual server `[192.0.2.100]:tcp:80`",
            "quorum_down of virtual server `[192.0.2.100]:tcp:80`",
            "MISC_CHECK of real server `[10.7.0.11]:tcp:80`"),
        PlanPrograms.of(plan).stream().map(PlanPrograms.Named::name).toList());
  }
}
