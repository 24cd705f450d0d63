package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--log-consol | there is no option `--log-consol`; did you mean `--log-console`?",
        "--vrrp-pid=x | there is no option `--vrrp-pid`; did you mean `--vrrp_pid`?",
        "--dont-frok | there is no option `--dont-frok`; did you mean `--dont-fork`?",
        "--warmup | there is no option `--warmup`",
        "--colour | there is no option `--colour`",
        "-- | there is no option `--`",
        "-Z | there is no option `-Z`",
        "-nlZ | there is no option `-Z`",
        "--log-console=1 | option `--log-console` has no value",
        "-S9 | option `-S` takes 0 to 7, local0 to local7, user or daemon, not `9`",
        "-u888 | option `-u` takes a umask such as 022 or 0177, not `888`",
        "-u1000 | option `-u` takes a umask such as 022 or 0177, not `1000`",
        "--signum=JSON | option `--signum` takes STOP, RELOAD, DATA or STATS, not `JSON`",
        "-g | option `-g` needs a value",
        "-x | option `-x` of keepalived is not for relaisd: there is no SNMP agent; SIGUSR2 writes"
            + " the statistics",
        "-M | option `-M` of keepalived is not for relaisd: it is for the whole machine: write"
            + " /proc/sys/kernel/core_pattern, and start with -m",
        "--debug=DvE | option `--debug` of keepalived is not for relaisd: SIGUSR1 writes the latest"
            + " events with their times",
        "-nV | option `-V` of keepalived is not for relaisd: addresses that stay behind would soon"
            + " be on two hosts; stop keepalived and start relaisd, or send SIGHUP, without it",
      })
  void refuses(String argument, String message) {
    Options.UsageException e =
        assertThrows(Options.UsageException.class, () -> Options.parse(List.of(argument)));
    assertEquals(message, e.getMessage());
  }

  private static Options parse(String line) throws Options.UsageException {
    return Options.parse(List.of(line.split(" ")));
  }

  @Test
  void takesWhatAServiceOfKeepalivedSays() throws Options.UsageException {
    Options options =
        parse("--dont-fork -P --log-detail -S local3 -G -R --all -f /k.conf -p /k.pid");
    assertEquals(Path.of("/k.conf"), options.file());
    assertEquals(Optional.of(new Options.PidFile(Path.of("/k.pid"), "-p")), options.pidFile());
    assertEquals(new Options.Log(false, true, false, 19, Optional.empty()), options.log());
    assertEquals(Options.Mode.RUN, options.mode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-t", "-nlt", "--config-test"})
  void testsAConfiguration(String arguments) throws Options.UsageException {
    assertEquals(Options.Mode.TEST, parse(arguments + " -f /x").mode());
    assertEquals(Optional.empty(), parse(arguments + " -f /x").report());
  }

  @Test
  void readsTheRest() throws Options.UsageException {
    Options options =
        parse(
            "-t/report -ilb1 -s blue -u 0x1F -dm --vrrp_pid=/v -c /c --log-file=/l --signum STATS");
    assertEquals(Optional.of(Path.of("/report")), options.report());
    assertEquals(Optional.of("lb1"), options.configId());
    assertEquals(Optional.of("blue"), options.namespace());
    assertEquals(Optional.of(31), options.umask());
    assertEquals(true, options.dumpsPlan() && options.dumpsCore());
    assertEquals(
        "[PidFile[path=/v, option=-r], PidFile[path=/c, option=-c]]",
        options.morePidFiles().toString());
    assertEquals(Optional.of(Path.of("/l")), options.log().file());
    assertEquals(12, options.signal().number());
    assertEquals(Options.Mode.SIGNAL, options.mode());
    assertEquals(Optional.of(0177), parse("-u 0177").umask());
  }
}
