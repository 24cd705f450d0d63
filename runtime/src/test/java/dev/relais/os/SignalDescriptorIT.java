package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.relais.port.HostException;
import dev.relais.testdata.Needs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signals of a process that was started as the launcher starts the daemon. */
class SignalDescriptorIT {

  @Test
  void readsSignals() {
    Probe.run(
        List.of(
            Needs.program("env", "coreutils"),
            "--block-signal=HUP",
            "--block-signal=INT",
            "--block-signal=TERM",
            "--block-signal=USR1",
            "--block-signal=USR2",
            "_JAVA_SR_SIGNUM=60"),
        "signals");
  }

  @Test
  void needsTheLauncher() throws HostException {
    try (Reactor reactor = new Reactor()) {
      HostException e = assertThrows(HostException.class, () -> new SignalDescriptor(reactor));
      assertEquals("signals are not blocked: start the daemon with `relaisd`", e.getMessage());
    }
  }
}
