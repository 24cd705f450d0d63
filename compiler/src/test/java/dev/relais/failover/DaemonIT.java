package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.failover.TestPair.Daemon;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * relaisd as a process: how it is started and stopped, what signals and mistakes bring, what it
 * does with scripts, and that nothing from outside moves it. In network namespaces, as FailoverIT.
 */
@Timeout(120)
class DaemonIT {
  private static final Path ROOT = TestData.repository();
  private static final String RELAIS = ROOT.resolve("relais").toString();
  private static final String RELAISD = ROOT.resolve("relaisd").toString();
  private static final Path FOUNDING = TestData.path("minet/web1/keepalived.conf");
  private static final Duration INTERVAL_AND_A_TENTH = Duration.ofMillis(1100);
  private static final String SECOND_ADDRESS = "157.159.40.176";

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    TestPair.needs();
    Needs.program("killall", "psmisc");
    Needs.program("setpriv", "util-linux");
    // Makes the caches of classes, so that no test waits for them.
    for (String program : List.of(RELAISD, RELAIS)) {
      Needs.run("env", "RELAIS_NO_BUILD=1", program, "--version");
    }
  }

  private TestPair pair() throws IOException, InterruptedException {
    return new TestPair(folder, Daemon.RELAIS, Daemon.RELAIS);
  }

  /** The founding configuration, with a part replaced. */
  private static String founding(String part, String by) {
    String text = TestData.read(FOUNDING);
    assertTrue(text.contains(part), part);
    return text.replace(part, by);
  }

  private static void assertSays(Needs.Output output, int status, String... words) {
    assertEquals(status, output.status(), output.output());
    for (String word : words) {
      assertTrue(output.output().contains(word), () -> word + " is not in: " + output.output());
    }
    assertFalse(output.output().contains("\tat "), output.output());
    assertFalse(output.output().contains("Exception"), output.output());
  }

  private static void assertNoTrace(TestHost host) throws IOException {
    assertFalse(host.log().contains("\tat "), host.log());
    assertFalse(host.log().contains("Exception"), host.log());
    assertFalse(host.log().contains("mistake in relaisd"), host.log());
  }

  private static int ended(Process process) throws InterruptedException {
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the daemon does not end");
    return process.exitValue();
  }

  private static Duration now() {
    Instant now = Instant.now();
    return Duration.ofSeconds(now.getEpochSecond(), now.getNano());
  }

  /** How often a text is in the log of a host. */
  private static long count(TestHost host, String text) {
    try {
      return Pattern.compile(Pattern.quote(text)).matcher(host.log()).results().count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // ---------------------------------------------------------------- the command line

  @Test
  void explainsItsCommandLine() throws IOException, InterruptedException {
    try (TestHost host = new TestHost("relais-" + ProcessHandle.current().pid() + "-one", folder)) {
      assertSays(host.attempt(RELAISD, "--help"), 0, "Usage: relaisd", "Exit status:");
      assertSays(host.attempt(RELAISD, "-nlDh"), 0, "Usage: relaisd");
      assertSays(host.attempt(RELAISD, "--version"), 0, "relaisd 0.1");
      assertSays(host.attempt(RELAIS, "run", "--help"), 0, "Usage: relais run", "relaisd --help");
      assertFalse(host.attempt(RELAIS, "run", "--help").output().contains("--color"));
      assertSays(host.attempt(RELAISD, "--bogus"), 2, "relaisd: there is no option `--bogus`");
      assertSays(host.attempt(RELAISD, "-nlZ"), 2, "there is no option `-Z`", "relaisd --help");
      assertSays(host.attempt(RELAISD, "-n", "--use-file"), 2, "`--use-file` needs a value");
      assertSays(host.attempt(RELAISD, "-n", "--pid="), 2, "`-p` needs a value");
      assertSays(host.attempt(RELAISD, "--dont-fork=1"), 2, "`--dont-fork` has no value");
      assertSays(host.attempt(RELAIS, "run", "a", "b"), 2, "one file is run, not `a` and `b`");
      assertSays(
          host.attempt(RELAIS, "run"),
          2,
          "/etc/keepalived/keepalived.conf: there is no such file; name the configuration");
      assertSays(
          host.attempt(
              "unshare",
              "--mount",
              "sh",
              "-c",
              "mount -t tmpfs none /usr/lib/jvm"
                  + " && JAVA_HOME= HOME=/nonexistent exec \"$0\" -n x.conf",
              RELAISD),
          2,
          "relaisd: a JDK 25 or later is needed",
          "temurin-25-jdk");
    }
  }

  // ---------------------------------------------------------------- what cannot run

  @Test
  void refusesWhatCannotRunAndChangesNothing() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      String before = addressesAndRoutes(host);
      String pid = host.folder().resolve("vrrp.pid").toString();
      String file =
          host.write("keepalived.conf", founding("router_id 51", "router_id 0")).toString();

      String[] start = {RELAIS, "run", "-p", pid, file};
      assertSays(
          host.attempt(start),
          2,
          file + ":20:23: error[KV2001]: `virtual_router_id` takes an integer from 1 to 255",
          file + " cannot be run: correct what is said above");
      host.write("keepalived.conf", founding("interface eth0", "interface eth9"));
      assertSays(host.attempt(start), 2, "`VI_1` runs on eth9", "it has lo, eth0, eth3");
      host.write("keepalived.conf", founding("script_user root", "script_user nosuchuser"));
      assertSays(host.attempt(start), 2, "there is no user `nosuchuser`", "script_user");
      host.write("keepalived.conf", founding("script_user root", "script_user root nosuchgroup"));
      assertSays(host.attempt(start), 2, "there is no group `nosuchgroup`", "script_user");

      Files.writeString(Path.of(file), TestData.read(FOUNDING));
      assertSays(
          host.attempt(RELAIS, "run", "-p", "/nonexistent/pid", file),
          2,
          "/nonexistent/pid: cannot be written (no such file or directory)",
          "another file with -p");
      assertSays(
          host.attempt(RELAIS, "run", "-p", pid, "-r", "/nonexistent/pid", file),
          2,
          "another file with -r");
      for (String capability : List.of("net_raw", "net_admin")) {
        assertSays(
            host.attempt(
                "setpriv", "--bounding-set=-" + capability, RELAIS, "run", "-p", pid, file),
            2,
            "the capability CAP_" + capability.toUpperCase(Locale.ROOT) + " is missing",
            "run as root");
      }
      assertSays(
          host.attempt(
              "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", RELAIS, "run", file),
          2,
          "the capability CAP_NET_RAW is missing");

      Path plan = host.folder().resolve("plan.json");
      assertSays(host.attempt(RELAIS, "compile", file, "-o", plan.toString()), 0);
      String good = Files.readString(plan);
      Map<String, String> damages =
          Map.of(
              good.replaceFirst("\"version\" : [0-9]+", "\"version\" : 9"),
              "this plan has version 9",
              good.substring(0, good.length() / 2),
              "the file ends too early",
              good.replace("\"VI_1\"", "null"),
              "virtualRouters[0].name: `name` is null",
              good.replace("\"priority\" : 101", "\"priority\" : 0"),
              "virtualRouters[0].protocol: the priority is 1 to 255");
      for (Map.Entry<String, String> damage : damages.entrySet()) {
        Files.writeString(plan, damage.getKey());
        assertSays(
            host.attempt(RELAIS, "run", "-p", pid, plan.toString()),
            2,
            plan + ": ",
            damage.getValue(),
            "let `relais compile` make a plan");
      }
      assertEquals(before, addressesAndRoutes(host));
      assertTrue(Files.notExists(Path.of(pid)));
    }
  }

  /**
   * ip(8) complains about namespaces that others are just deleting: what it says there is not it.
   */
  private static String addressesAndRoutes(TestHost host) {
    return host.run("sh", "-c", "ip -4 -o address 2>/dev/null; ip -4 route");
  }

  // ---------------------------------------------------------------- start and stop

  /** Started as keepalived is: by a shell that goes away, with a file in its folder. */
  @Test
  void goesToTheBackgroundAndComesToAnEnd() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      Path file = host.write("relative.conf", TestData.read(FOUNDING));
      List<String> pids = List.of("vrrp.pid", "r.pid", "c.pid", "b.pid");
      // Of a process that is none of ours, and of one that is gone.
      host.write("vrrp.pid", "1\n");
      host.write("r.pid", "999999\n");
      String command =
          "cd %s && %s -D --use-file relative.conf --pid=vrrp.pid -r r.pid --checkers_pid c.pid -bb.pid"
              .formatted(host.folder(), RELAISD);
      // What the caller has open it must not keep.
      assertSays(host.attempt("bash", "-c", "exec 5>leak 20>leak; " + command), 0);
      String process = host.process().orElseThrow();
      assertFalse(host.run("ls", "-l", "/proc/" + process + "/fd").contains("leak"));
      for (String pid : pids) {
        assertEquals(process, Files.readString(host.folder().resolve(pid)).strip());
      }
      assertTrue(host.run("cat", "/proc/" + process + "/cmdline").contains("Relaisd"));
      assertEquals("?", host.run("ps", "-o", "tty=", "-p", process).strip());
      pair.await("web1 is master", () -> pair.isMaster(host));

      assertSays(host.attempt("sh", "-c", command), 2, "running already, as process " + process);
      assertSays(
          host.attempt(RELAISD, "-nlD", "-p", host.folder() + "/r.pid", file.toString()),
          2,
          "r.pid: a daemon is running already",
          "another file with -p");
      assertTrue(pair.isMaster(host));
      assertEquals(process, host.process().orElseThrow());

      host.signal("TERM");
      pair.await("it lets go", () -> pair.isClean(host));
      pair.await(
          "its files are gone",
          () -> pids.stream().noneMatch(pid -> Files.exists(host.folder().resolve(pid))));

      assertSays(
          host.attempt("sh", "-c", command.replace("relative.conf", "nothing.conf")),
          2,
          "relaisd: " + host.folder() + "/nothing.conf: there is no such file");
    }
  }

  @Test
  void endsWithStatusZeroAndRunsPlans() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      Path plan = host.folder().resolve("plan.json");
      assertSays(host.attempt(RELAIS, "compile", FOUNDING.toString(), "-o", plan.toString()), 0);
      for (String signal : List.of("INT", "TERM")) {
        Process daemon = host.startRelais(plan);
        pair.await("web1 is master", () -> pair.isMaster(host));
        host.signal(signal);
        assertEquals(0, ended(daemon));
        assertTrue(pair.isClean(host));
        assertTrue(Files.notExists(host.folder().resolve("vrrp.pid")));
        assertEquals(0, pair.advertisements.advertisements(TestPair.WEB1).getLast().priority());
      }
      assertNoTrace(host);
    }
  }

  // ---------------------------------------------------------------- reload

  private static String instance(String name, int virtualRouterId) {
    return """

    vrrp_instance %s {
        interface eth0
        virtual_router_id %d
        priority 100
        virtual_ipaddress {
            10.99.0.%d/32 dev eth3
        }
    }
    """
        .formatted(name, virtualRouterId, virtualRouterId);
  }

  @Test
  void reloadsWithoutLosingAnything() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      Path file = host.write("keepalived.conf", TestData.read(FOUNDING));
      host.startRelais(file);
      pair.await("web1 is master", () -> pair.isMaster(host));
      String process = host.process().orElseThrow();
      Process monitor = host.start("monitor.log", "ip", "-o", "monitor", "address", "route");
      Duration from = now();

      host.write("keepalived.conf", founding("priority 101", "priority 111"));
      host.signal("HUP");
      pair.await("the priority goes out", () -> lastPriority(pair) == 113);

      String two =
          founding(
              "157.159.40.175/26 dev eth3",
              "157.159.40.175/26 dev eth3\n " + SECOND_ADDRESS + "/26 dev eth3");
      host.write("keepalived.conf", two + instance("VI_2", 52));
      host.signal("HUP");
      pair.await("a second address", () -> host.has("eth3", SECOND_ADDRESS));
      pair.await("a second instance", () -> host.has("eth3", "10.99.0.52"));

      host.write(
          "keepalived.conf",
          two.replace(
              SECOND_ADDRESS + "/26 dev eth3", SECOND_ADDRESS + "/26 dev eth3 label eth3:vip"));
      host.signal("HUP");
      pair.await("a label", () -> host.run("ip", "address").contains("eth3:vip"));

      host.write("keepalived.conf", two);
      host.signal("HUP");
      pair.await("one instance again", () -> !host.has("eth3", "10.99.0.52"));

      for (int i = 1; i <= 20; i++) {
        host.write("keepalived.conf", founding("priority 101", "priority " + (120 + i)));
        host.signal("HUP");
      }
      pair.await("the last file counts", () -> lastPriority(pair) == 142);
      pair.await("one address again", () -> !host.has("eth3", SECOND_ADDRESS));
      // Long enough that a gap after the last reload would be seen.
      Thread.sleep(1500);
      assertEquals(142, lastPriority(pair));

      Duration gap = pair.advertisements.longestGap(TestPair.WEB1, from);
      System.out.printf("longest gap over 23 reloads: %d ms%n", gap.toMillis());
      assertTrue(gap.compareTo(INTERVAL_AND_A_TENTH) <= 0, () -> "a gap of " + gap);
      TestHost.end(monitor);
      String changes = Files.readString(host.folder().resolve("monitor.log"));
      assertTrue(changes.contains("Deleted") && changes.contains(SECOND_ADDRESS), changes);
      assertFalse(
          changes
              .lines()
              .anyMatch(line ->
                  line.startsWith("Deleted")
                      && (line.contains("inet " + TestPair.ADDRESS) || line.contains("default"))),
          changes);
      assertEquals(process, host.process().orElseThrow());
      assertEquals(0, count(host, "removed from outside"), host.log());

      // What a reload brought is known to a start after a kill.
      host.write("keepalived.conf", two);
      host.signal("HUP");
      pair.await("a second address", () -> host.has("eth3", SECOND_ADDRESS));
      host.signal("KILL");
      host.startRelais(file);
      pair.await("it listens again", () -> count(host, "Startup complete") == 2);
      assertTrue(pair.isClean(host) && !host.has("eth3", SECOND_ADDRESS), host.log());
      assertEquals(
          1, count(host, "left over from an earlier run: remove " + SECOND_ADDRESS), host.log());
      assertNoTrace(host);
    }
  }

  private static int lastPriority(TestPair pair) {
    try {
      return pair.advertisements.advertisements(TestPair.WEB1).getLast().priority();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void staysAsItIsWhenAReloadCannotBe() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      String text = TestData.read(FOUNDING);
      Path file = host.write("keepalived.conf", text);
      Path hang = host.folder().resolve("hang");
      Path compiler =
          host.write(
              "compiler",
              "#!/bin/sh\n[ ! -e '%s' ] || { echo $$ >'%s'; sleep 60; }\nexec '%s' \"$@\"\n"
                  .formatted(hang, hang, RELAIS));
      assertTrue(compiler.toFile().setExecutable(true));
      host.startRelais(file, "--compiler", compiler.toString());
      pair.await("web1 is master", () -> pair.isMaster(host));
      Duration from = now();

      host.write("keepalived.conf", founding("priority 101", "priority 1O1"));
      refused(pair, 1, "has errors, listed above");
      assertTrue(
          host.log().contains(file + ":21:14: error[KS1105]: `priority` takes an integer"),
          host.log());
      host.write("keepalived.conf", text.substring(0, text.indexOf("virtual_ipaddress")));
      refused(pair, 2, "has errors, listed above");
      host.write("keepalived.conf", "include missing.conf\n" + text);
      refused(pair, 3, "has errors, listed above");
      assertTrue(
          host.log().contains(file + ":1:9: error[KS1202]: There is no file `missing.conf`."),
          host.log());
      host.write("keepalived.conf", "");
      refused(pair, 4, "has no instance and no virtual server any more");
      Files.delete(file);
      refused(pair, 5, "cannot be read, as said above");
      Files.createSymbolicLink(file, file);
      refused(pair, 6, "cannot be read, as said above");
      Files.delete(file);
      host.write("keepalived.conf", founding("script_user root", "script_user nosuchuser"));
      refused(pair, 7, "there is no user `nosuchuser`");

      host.write("keepalived.conf", founding("priority 101", "priority 111"));
      Files.createFile(hang);
      host.signal("HUP");
      pair.await("the compiler hangs", () -> hang.toFile().length() > 0);
      // Whoever asks while it hangs is not forgotten.
      host.signal("HUP");
      String compilation = Files.readString(hang).strip();
      Files.delete(hang);
      host.run("kill", "-KILL", compilation);
      pair.await("the second one counts", () -> lastPriority(pair) == 113);

      host.write("keepalived.conf", text);
      Files.createFile(hang);
      host.signal("HUP");
      pair.await("the compiler hangs", () -> hang.toFile().length() > 0);
      host.run("kill", "-KILL", Files.readString(hang).strip());
      pair.await("it is refused", () -> count(host, "the compiler ended by signal 9") == 1);
      assertEquals(113, lastPriority(pair));
      assertTrue(pair.isMaster(host));

      // A stop does not wait for a compiler, nor leave it behind.
      Files.writeString(hang, "");
      host.signal("HUP");
      pair.await("the compiler hangs", () -> hang.toFile().length() > 0);
      Duration gap = pair.advertisements.longestGap(TestPair.WEB1, from);
      assertTrue(gap.compareTo(INTERVAL_AND_A_TENTH) <= 0, () -> "a gap of " + gap);
      host.signal("TERM");
      pair.await("it lets go", () -> pair.isClean(host));
      String hanging = Files.readString(hang).strip();
      pair.await("the compiler is gone", () -> host.attempt("kill", "-0", hanging).status() != 0);
      pair.await("no file is left", () -> count(host, "Stopped relaisd") == 1 && isTidy(host));

      Files.writeString(hang, "");
      Process early = host.startRelais(file, "--compiler", compiler.toString());
      pair.await("the compiler hangs", () -> hang.toFile().length() > 0);
      host.run("pkill", "-TERM", "-f", "dev.relais.daemon.Relaisd");
      assertEquals(0, ended(early));
      pair.await("no file is left", () -> isTidy(host));
      assertNoTrace(host);
    }
  }

  private static boolean isTidy(TestHost host) {
    return TestData.files(host.folder()).stream()
        .noneMatch(file -> file.toString().contains("relaisd-"));
  }

  private static void refused(TestPair pair, int times, String reason)
      throws IOException, InterruptedException {
    pair.web1.signal("HUP");
    pair.await(
        "refusal %d: %s".formatted(times, reason),
        () -> count(pair.web1, "The running plan stays; send SIGHUP again") == times);
    String last =
        pair.web1
            .log()
            .lines()
            .filter(line -> line.contains("Reload refused: "))
            .reduce("", (_, line) -> line);
    assertTrue(last.contains(reason), last);
    assertTrue(pair.isMaster(pair.web1));
  }

  // ---------------------------------------------------------------- beside keepalived

  /**
   * Both run the same configuration, as masters of virtual routers of their own. The instance
   * stands in the names of files with data, and in no others.
   */
  @Test
  void writesWhatKeepalivedWrites() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      String named = "instance two\nglobal_defs {\n    data_use_instance\n}\n";
      host.startRelais(host.write("keepalived.conf", named + TestData.read(FOUNDING)));
      TestHost other = pair.web2;
      other.startKeepalived(
          other.write("keepalived.conf", named + founding("router_id 51", "router_id 52")));
      pair.await("both are masters", () -> pair.isMaster(host) && pair.isMaster(other));

      // Whoever plants a link does not get a file of root's overwritten.
      Path victim = Files.writeString(folder.resolve("victim"), "precious");
      Path statistics = host.folder().resolve("keepalived.stats");
      Path data = host.folder().resolve("keepalived.two.data");
      Files.createSymbolicLink(statistics, victim);
      Files.createSymbolicLink(data, victim);
      for (TestHost each : List.of(host, other)) {
        each.signal("USR2");
        each.signal("USR1");
      }
      for (TestHost each : List.of(host, other)) {
        for (String name : List.of("keepalived.stats", "keepalived.two.data")) {
          Path written = each.folder().resolve(name);
          pair.await(name, () -> Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS));
        }
      }
      assertEquals("precious", Files.readString(victim));
      assertEquals(
          Files.readString(other.folder().resolve("keepalived.stats")).replaceAll("\\d+", "N"),
          Files.readString(statistics).replaceAll("\\d+", "N"));
      assertEquals("rw-------", permissions(statistics));
      assertEquals("rw-------", permissions(data));
      assertFalse(Files.readString(data).contains("minet51"));
      List<String> known =
          labels(Files.readString(other.folder().resolve("keepalived.two.data"))).toList();
      String ours = Files.readString(data);
      assertEquals(
          List.of(),
          labels(ours.substring(0, ours.indexOf("------< Latest")))
              .filter(label -> !known.contains(label))
              .toList());

      for (TestHost each : List.of(host, other)) {
        each.signal("TERM");
        pair.await("it lets go", () -> pair.isClean(each));
      }
      pair.await("both end", () -> count(host, "Stopped") > 0 && count(other, "Stopped") > 1);
      assertEquals(protocolLines(other.log()), protocolLines(host.log()));
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static Stream<String> labels(String data) {
    return data.lines().filter(line -> line.contains(" = ")).map(line -> line.split(" = ", 2)[0]);
  }

  /**
   * What the log says of the virtual router. keepalived cleans up twice before it takes part, and
   * writes a line for each gratuitous ARP; the second round of those comes after five seconds. Why
   * a state is another one is what Relais alone says.
   */
  private static List<String> protocolLines(String log) {
    List<String> lines =
        log.lines()
            .map(line -> line.replaceFirst("^.*? \\d{4}: ", ""))
            .filter(line -> line.startsWith("(VI_1)") || line.startsWith("VRRP_Script"))
            .filter(line -> !line.contains("gratuitous"))
            .filter(line -> !line.matches("\\(VI_1\\) is [A-Z]+ with priority \\d+: .+"))
            .toList();
    return lines.subList(lines.indexOf("(VI_1) Entering BACKUP STATE (init)"), lines.size());
  }

  // ---------------------------------------------------------------- from outside

  @Test
  void putsBackWhatIsTakenAway() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      Process daemon = host.startRelais(FOUNDING);
      pair.await("web1 is master", () -> pair.isMaster(host));

      int announced = pair.announcements.announcements(TestPair.ADDRESS).size();
      host.run("ip", "address", "delete", TestPair.ADDRESS + "/26", "dev", "eth3");
      pair.await("the address is back", () -> pair.isMaster(host));
      pair.await("it is announced", () -> announcements(pair) >= announced + 5);
      int again = announcements(pair);
      host.run("ip", "route", "delete", "default");
      pair.await("the route is back", () -> pair.isMaster(host));
      pair.await("it is announced", () -> announcements(pair) >= again + 5);
      assertEquals(2, count(host, "was removed from outside; restored"), host.log());

      host.run("ip", "link", "set", "eth3", "down");
      host.run("ip", "link", "set", "eth3", "name", "wan0");
      pair.await("it is in FAULT", () -> count(host, "Entering FAULT STATE") == 1);
      host.run("ip", "link", "set", "wan0", "up");
      assertFalse(host.run("ip", "-4", "address").contains(TestPair.ADDRESS));
      host.run("ip", "link", "set", "wan0", "down");
      host.run("ip", "link", "set", "wan0", "name", "eth3");
      host.run("ip", "link", "set", "eth3", "up");
      pair.await("web1 is master again", () -> pair.isMaster(host));

      pair.replaceCable(host, "eth3");
      pair.await("it was in FAULT", () -> count(host, "Entering FAULT STATE") == 2);
      pair.await("web1 is master again", () -> pair.isMaster(host));
      pair.replaceCable(host, "eth0");
      host.run("ip", "address", "add", TestPair.WEB1 + "/24", "dev", "eth0");
      pair.await("it was in FAULT", () -> count(host, "Entering FAULT STATE") == 3);
      pair.await("web1 is master again", () -> pair.isMaster(host));
      assertTrue(daemon.isAlive());
      assertNoTrace(host);
    }
  }

  private static int announcements(TestPair pair) {
    try {
      return pair.announcements.announcements(TestPair.ADDRESS).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Timeout(300)
  void isNotMovedByPacketsThatNobodyShouldBelieve() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      Process daemon = host.startRelais(FOUNDING);
      pair.await("web1 is master", () -> pair.isMaster(host));
      Duration from = now();
      long seed = Long.getLong("relais.seed", 1);
      Process intruder =
          pair.web2.start(
              "intruder.log",
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              Intruder.class.getName(),
              TestPair.WEB2,
              "100000",
              "20",
              Long.toString(seed));
      assertTrue(intruder.waitFor(150, TimeUnit.SECONDS), "the intruder does not end");
      assertEquals(
          0, intruder.exitValue(), Files.readString(pair.web2.folder().resolve("intruder.log")));
      String who = "with -Drelais.seed=" + seed + "\n" + host.log();

      Duration gap = pair.advertisements.longestGap(TestPair.WEB1, from);
      System.out.printf("longest gap under 100,000 bad packets: %d ms%n", gap.toMillis());
      assertTrue(gap.compareTo(INTERVAL_AND_A_TENTH) <= 0, () -> "a gap of " + gap + who);
      assertTrue(
          pair.advertisements.advertisements(TestPair.WEB1).stream()
              .allMatch(advertisement -> List.of(101, 103).contains(advertisement.priority())),
          who);
      assertTrue(daemon.isAlive() && pair.isMaster(host), who);
      assertEquals(1, count(host, "Entering MASTER STATE"), who);

      host.signal("USR2");
      Path statistics = host.folder().resolve("keepalived.stats");
      pair.await("statistics", () -> Files.exists(statistics));
      String text = Files.readString(statistics);
      for (String label :
          List.of("Failure", "Advertisement Interval", "Address List", "Type Mismatch", "TTL")) {
        assertTrue(
            Pattern.compile("^    " + label + ": ([4-9]|\\d{2,})$", Pattern.MULTILINE)
                .matcher(text)
                .find(),
            label + " in\n" + text);
      }
      assertTrue(text.contains("    Received: 0\n"), text);
      assertTrue(count(host, "discarded") < 12, "a line for each packet\n" + who);
      assertNoTrace(host);
    }
  }

  // ---------------------------------------------------------------- scripts

  private static String script(String name, String command, String more) {
    return "vrrp_script %s {\n script \"%s\"\n interval 1\n %s\n}\n".formatted(name, command, more);
  }

  /** enable_script_security holds for every run, and for the file that is run. */
  @Test
  void runsAsRootWhatOnlyRootCanChange() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      host.run("chmod", "755", folder.toString(), host.folder().toString());
      Path scripts = Files.createDirectory(host.folder().resolve("scripts"));
      Path program = Files.writeString(scripts.resolve("program"), "#!/bin/sh\necho $0 >$1\n");
      assertTrue(program.toFile().setExecutable(true));
      Path link = Files.createSymbolicLink(scripts.resolve("link"), program);
      String said = host.folder() + "/said";
      String text =
          "global_defs {\n enable_script_security\n script_user root\n}\n"
              + script("check", link + " " + said, "")
              + instance("VI_1", 52)
                  .replace("priority 100", "priority 100\n track_script {\n check\n }");
      Path file = host.write("keepalived.conf", text);
      String pid = host.folder().resolve("vrrp.pid").toString();
      host.run("chmod", "777", scripts.toString());
      assertSays(
          host.attempt(RELAIS, "run", "-p", pid, file.toString()),
          2,
          "script `check` runs as root, and users other than root can change " + scripts);

      host.run("chmod", "755", scripts.toString());
      host.startRelais(file);
      pair.await("it runs", () -> count(host, "VRRP_Script(check) succeeded") == 1);
      assertEquals(program.toString(), Files.readString(Path.of(said)).strip());
      host.run("chmod", "777", scripts.toString());
      pair.await(
          "it is not run any more",
          () -> count(host, "failed (it runs as root, and users other than root can change") == 1);
      assertNoTrace(host);
    }
  }

  @Test
  void runsScriptsAsAProgramExpects() throws IOException, InterruptedException {
    try (TestPair pair = pair()) {
      TestHost host = pair.web1;
      String said = host.folder() + "/said.";
      Path tell =
          host.write(
              "tell",
              """
              #!/bin/sh
              {
                id -un
                grep -E '^Sig(Blk|Ign)' /proc/self/status
                ls /proc/self/fd
              } >"$1.new" 2>&1
              mv "$1.new" "$1"
              """);
      Path noise = host.write("noise", "#!/bin/sh\nyes relais | head -c 5000000\n");
      Path killed = host.write("killed", "#!/bin/sh\nkill -KILL $$\n");
      Path fork = host.write("fork", "#!/bin/sh\nsleep 3601 &\nsleep 3602\n");
      for (Path program : List.of(tell, noise, killed, fork)) {
        assertTrue(program.toFile().setExecutable(true));
      }
      Path plain = host.write("plain", "#!/bin/sh\n");
      host.run("chmod", "755", folder.toString());
      host.run("chmod", "777", host.folder().toString());
      StringBuilder text = new StringBuilder("global_defs {\n script_user root\n}\n");
      text.append(script("root", tell + " " + said + "root", ""));
      text.append(script("nobody", tell + " " + said + "nobody", "user nobody"));
      text.append(script("noise", noise.toString(), ""));
      text.append(script("killed", killed.toString(), ""));
      text.append(script("fork", fork.toString(), "timeout 2"));
      text.append(script("missing", "/nonexistent/check", ""));
      text.append(script("missing_nobody", "/nonexistent/check", "user nobody"));
      text.append(script("plain", plain.toString(), ""));
      text.append(
          instance("VI_1", 52)
              .replace(
                  "priority 100",
                  """
                  priority 100
                      track_script {
                          root weight 1
                          nobody weight 1
                          noise weight 1
                          killed weight 1
                          fork weight 1
                          missing weight 1
                          missing_nobody weight 1
                          plain weight 1
                      }\
                  """));
      Process daemon = host.startRelais(host.write("keepalived.conf", text.toString()));

      pair.await("fork timed out", () -> count(host, "VRRP_Script(fork) failed (timed out)") == 1);
      for (String good : List.of("root", "nobody", "noise")) {
        pair.await(good, () -> count(host, "VRRP_Script(" + good + ") succeeded") == 1);
      }
      Map<String, String> bad =
          Map.of(
              "killed", "ended by signal 9",
              "missing", "cannot run /nonexistent/check: No such file or directory",
              "missing_nobody", "cannot run /nonexistent/check: No such file or directory",
              "plain", "cannot run " + plain + ": Permission denied");
      for (Map.Entry<String, String> each : bad.entrySet()) {
        String line = "VRRP_Script(%s) failed (%s)".formatted(each.getKey(), each.getValue());
        assertEquals(1, count(host, line), () -> line);
      }
      for (String user : List.of("root", "nobody")) {
        Path file = Path.of(said + user);
        pair.await(user, () -> Files.exists(file));
        List<String> lines = Files.readAllLines(file);
        assertEquals(user, lines.getFirst());
        assertEquals("SigBlk:\t0000000000000000", lines.get(1));
        assertEquals("SigIgn:\t0000000000000000", lines.get(2));
        // 3 is that of ls itself.
        assertEquals(List.of("0", "1", "2", "3"), lines.subList(3, lines.size()));
      }
      host.signal("TERM");
      assertEquals(0, ended(daemon));
      assertEquals(
          1, host.attempt("pgrep", "-f", "sleep 360[12]").status(), "a child of a script is left");
      assertNoTrace(host);
    }
  }
}
