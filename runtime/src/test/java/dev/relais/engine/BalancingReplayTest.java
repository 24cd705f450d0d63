package dev.relais.engine;

import dev.relais.health.ProbeResult;
import dev.relais.ipvs.Table;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import org.junit.jupiter.api.Test;

/** What a balancer is told and does, to be read. */
class BalancingReplayTest {

  private static Event good(long look) {
    return new Event.Probed(look, ProbeResult.good("connected"));
  }

  private static Event bad(long look) {
    return new Event.Probed(look, ProbeResult.bad("connection refused"));
  }

  @Test
  void losesAndGainsItsQuorum() {
    Replay replay =
        new Replay(
            Loads.plan(
                Loads.server(100)
                    .quorum(2, 0)
                    .sorry(99, true)
                    .with(Loads.real(11, 1).checked(Loads.tcp(11)))
                    .with(Loads.real(12, 1).inhibits().checked(Loads.tcp(12)))));
    replay
        .begin()
        .tell(new Event.TableObserved(Table.EMPTY))
        .until(0.1)
        .tell(good(1))
        .tell(good(2))
        .until(2.2)
        .tell(good(3))
        .tell(bad(4))
        .note("one retry is left")
        .until(3.3)
        .tell(bad(5))
        .until(4.3)
        .tell(good(6))
        .until(5.4)
        .tell(good(7))
        .tell(
            new Event.Reload(
                Loads.plan(
                    Loads.server(100)
                        .quorum(1, 0)
                        .with(Loads.real(11, 3).checked(Loads.tcp(11)))
                        .with(Loads.real(13, 1).checked(Loads.alpha(Loads.misc("chk")))))))
        .note("the kernel cannot be asked")
        .tell(new Event.TableUnavailable("out of memory"))
        .until(5.5)
        .tell(new Event.ProgramEnded(8, 12, "exited with status 12"))
        .until(6.5)
        .tell(new Event.Stop());
    Golden.verify(TestData.path("engine/balancing.txt"), replay.toString());
  }
}
