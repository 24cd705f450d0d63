package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.failover.TestPair.Daemon;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts, pipes and mails tell of a day's states: by keepalived, and by us. */
@Tag("long")
@Timeout(240)
class NotifyIT {
  private static final Path ROOT = TestData.repository();
  private static final String RELAIS = ROOT.resolve("relais").toString();
  private static final String RELAISD = ROOT.resolve("relaisd").toString();
  private static final int SMTP = 2525;
  private static final Duration INTERVAL_AND_A_TENTH = Duration.ofMillis(1100);

  /** Takes mails, and writes who sent what to whom in one line for each. */
  private static final String MAIL_SERVER =
      """
      import socket, sys, threading
      def serve(c):
          try:
              converse(c)
          except OSError:
              pass  # keepalived may hang up before it has read the last answer
      def converse(c):
          f = c.makefile("rb")
          c.sendall(b"220 test\\r\\n")
          head, text, data, who = [], [], False, []
          for raw in f:
              line = raw.decode().rstrip("\\r\\n")
              if data:
                  if line == ".":
                      data = False
                      subject = [h for h in head if h.startswith("Subject: ")]
                      body = [t for t in text if t]
                      print(" | ".join(who + subject + body), flush=True)
                      who = []
                      c.sendall(b"250 ok\\r\\n")
                  elif line == "" and not body_begun[0]:
                      body_begun[0] = True
                  elif body_begun[0]:
                      text.append(line)
                  else:
                      head.append(line)
              elif line.upper() == "DATA":
                  data, head, text, body_begun = True, [], [], [False]
                  c.sendall(b"354 go\\r\\n")
              elif line.upper() == "QUIT":
                  c.sendall(b"221 bye\\r\\n")
                  return
              else:
                  if not line.startswith("HELO"):
                      who.append(line)
                  elif line != "HELO lb.example.com":
                      who.append(line)
                  c.sendall(b"250 ok\\r\\n")
      s = socket.socket()
      s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      s.bind(("127.0.0.1", int(sys.argv[1])))
      s.listen(50)
      print("listening", flush=True)
      while True:
          c, _ = s.accept()
          threading.Thread(target=serve, args=(c,), daemon=True).start()
      """;

  /** One advertisement of version 2 with priority 50 for virtual router 61. */
  private static final String LOWER_MASTER =
      """
      import socket, struct
      def checksum(b):
          s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
          while s >> 16:
              s = (s & 0xffff) + (s >> 16)
          return ~s & 0xffff
      own = socket.inet_aton("192.168.103.167")
      s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
      s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
      s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
      p = struct.pack("!BBBBBBH", 0x21, 61, 50, 1, 0, 1, 0) + socket.inet_aton("10.99.0.61")
      p += bytes(8)
      p = p[:6] + struct.pack("!H", checksum(p)) + p[8:]
      s.sendto(p, ("224.0.0.18", 0))
      """;

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    TestPair.needs();
    Needs.program("setpriv", "util-linux");
    Needs.program("python3", "python3");
    for (String program : List.of(RELAISD, RELAIS)) {
      Needs.run("env", "RELAIS_NO_BUILD=1", program, "--version");
    }
  }

  // ---------------------------------------------------------------- the same from both

  private static String configuration(TestHost host, boolean second) {
    String tell = host.folder() + "/tell";
    String text =
        """
        global_defs {
            router_id LB
            script_user root
            notify_fifo %1$s/all
            vrrp_notify_fifo %1$s/vrrp nobody
            vrrp_notify_fifo_script "%1$s/read 'x y'"
            vrrp_notify_priority_changes
            notification_email {
                a@example.com b@example.com
                c@example.com
            }
            notification_email_from lb@example.com
            smtp_server 127.0.0.1 2525
            smtp_helo_name lb.example.com
            smtp_alert
        }
        vrrp_script chk {
            script "/usr/bin/test -e %1$s/good"
            interval 1
            weight 10
        }
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 61
            priority 100
            virtual_ipaddress {
                10.99.0.61/32 dev eth3
            }
            notify_master "%2$s master 'a b' \\"c d\\" e\\ f $HOME"
            notify_backup "%2$s backup" nobody
            notify_fault "%2$s fault" nobody nogroup
            notify_stop "%2$s stop"
            notify_deleted "%2$s deleted"
            notify "%2$s any"
            notify_master_rx_lower_pri "%2$s lower"
        }
        """;
    String other =
        """
        vrrp_instance "VI 2" {
            interface eth0
            virtual_router_id 62
            priority 100
            track_script {
                chk
            }
            virtual_ipaddress {
                10.99.0.62/32 dev eth3
            }
            notify %2$s
            notify_stop "%2$s stop"
            notify_deleted
            smtp_alert off
        }
        vrrp_instance VI_3 {
            interface eth0
            virtual_router_id 63
            priority 100
            virtual_ipaddress {
                10.99.0.63/32 dev eth3
            }
            notify_stop "%2$s stop"
            notify_fault "%2$s gone"
        }
        """;
    return (second ? text + other : text).formatted(host.folder(), tell);
  }

  private record Told(List<String> pipe, List<String> scripts, List<String> mails) {
    List<String> about(String name) {
      return pipe.stream().filter(line -> line.contains("\"" + name + "\"")).toList();
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A day with a tracked script, a lower master, a cable, a reload and an end. */
  private Told day(TestPair pair, Daemon daemon) throws IOException, InterruptedException {
    TestHost host = pair.web1;
    Path told = host.folder().resolve("told");
    Path all = host.folder().resolve("all.lines");
    Path mails = host.folder().resolve("mails");
    for (Path file : List.of(told, all, mails)) {
      Files.writeString(file, "");
      host.run("chmod", "666", file.toString());
    }
    Path file = host.write("keepalived.conf", configuration(host, true));
    Path server = start(host, "mails", "python3", "-c", MAIL_SERVER, Integer.toString(SMTP));
    Path reader =
        start(
            host,
            "reader.log",
            "sh",
            "-c",
            "while sleep 0.02; do [ ! -p \"$0\" ] || cat \"$0\" >>\"$1\"; done",
            host.folder().resolve("all").toString(),
            all.toString());
    pair.await("the mail server listens", () -> count(mails, "listening") == 1);
    switch (daemon) {
      case RELAIS -> host.startRelais(file);
      case KEEPALIVED -> host.startKeepalived(file);
    }
    pair.await("all are master", () -> count(all, " MASTER ") == 3);
    assertEquals(
        "prw------- nobody nogroup",
        host.run("stat", "-c", "%A %U %G", host.folder().resolve("vrrp").toString()).strip());
    Files.createFile(host.folder().resolve("good"));
    pair.await("the priority rises", () -> count(all, "MASTER_PRIORITY 110") == 1);
    pair.web2.run("python3", "-c", LOWER_MASTER);
    pair.await("a lower one is heard", () -> count(all, "MASTER_RX_LOWER_PRI") == 1);
    pair.cable(host, "eth0", false);
    pair.await("all are at fault", () -> count(all, " FAULT ") == 3);
    pair.cable(host, "eth0", true);
    pair.await("all are master again", () -> count(all, " MASTER ") == 6);
    // VI 2 sends no mail.
    pair.await("mails of two instances", () -> count(mails, "Subject") == 10);
    int before = lines(told).size();
    host.write("keepalived.conf", configuration(host, false));
    host.signal("HUP");
    pair.await("two are gone", () -> count(all, "DELETED") == 1 && count(all, " FAULT ") == 4);
    pair.await("they are told", () -> lines(told).size() >= before + 1);
    host.signal("TERM");
    pair.await("the end is told", () -> count(all, "\"VI_1\" STOP") == 1);
    pair.await("by scripts too", () -> count(told, "any INSTANCE VI_1 STOP") == 1);
    assertTrue(count(told, "read x y " + host.folder() + "/vrrp") >= 1, "nobody reads the pipe");
    pair.await("the pipes go", () -> Files.notExists(host.folder().resolve("all")));
    Thread.sleep(1500);
    end(host, server);
    end(host, reader);
    Files.delete(host.folder().resolve("good"));
    return new Told(
        lines(all),
        // A reload leaves a pipe that stays the same its reader; keepalived starts another.
        lines(told).stream().filter(line -> !line.startsWith("read ")).sorted().toList(),
        lines(mails).stream()
            .filter(line -> !line.contains("VI_3 - Entering FAULT"))
            .sorted()
            .toList());
  }

  /** Starts a program that can be ended by its number, which is in the file that is returned. */
  private static Path start(TestHost host, String log, String... command) throws IOException {
    Path number = host.folder().resolve(log + ".pid");
    List<String> words =
        new ArrayList<>(List.of("sh", "-c", "echo $$ >\"$0\"; exec \"$@\"", number.toString()));
    words.addAll(List.of(command));
    host.start(log, words.toArray(String[]::new));
    return number;
  }

  private static void end(TestHost host, Path number) throws IOException {
    host.run("kill", "-KILL", Files.readString(number).strip());
  }

  private static long count(Path file, String text) {
    return lines(file).stream().filter(line -> line.contains(text)).count();
  }

  @Test
  void tellsWhatKeepalivedTells() throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.RELAIS)) {
      TestHost host = pair.web1;
      script(
          host,
          "tell",
          "#!/bin/sh\nset -- \"$(id -un):$(id -gn) $(umask)\" \"$@\"\n"
              + "line=\nfor word; do line=\"$line [$word]\"; done\n"
              + "echo \"$line $*\" >>%s/told\n".formatted(host.folder()));
      script(
          host,
          "read",
          "#!/bin/sh\necho \"read $*\" >>%s/told\nexec cat \"$2\" >/dev/null\n"
              .formatted(host.folder()));
      host.run("chmod", "755", folder.toString(), host.folder().toString());
      Told theirs = day(pair, Daemon.KEEPALIVED);
      Told ours = day(pair, Daemon.RELAIS);
      for (String name : List.of("VI_1", "VI 2", "VI_3")) {
        assertEquals(theirs.about(name), ours.about(name));
      }
      assertEquals(7, ours.about("VI_1").size(), ours::toString);
      assertEquals("INSTANCE \"VI_1\" STOP 100", ours.about("VI_1").getLast());
      assertEquals("INSTANCE \"VI 2\" DELETED 110", ours.about("VI 2").getLast());
      assertEquals(theirs.scripts(), ours.scripts());
      assertTrue(
          ours.scripts().stream().anyMatch(line -> line.contains("[a b] [c d] [e] [f] [$HOME]")),
          ours::toString);
      assertEquals(theirs.mails(), ours.mails());
      assertFalse(host.log().contains("mistake in relaisd"), host.log());
    }
  }

  private static Path script(TestHost host, String name, String text) throws IOException {
    Path file = host.write(name, text);
    host.run("chmod", "755", file.toString());
    return file;
  }

  // ---------------------------------------------------------------- and nobody waits

  private static Duration now() {
    Instant now = Instant.now();
    return Duration.ofSeconds(now.getEpochSecond(), now.getNano());
  }

  @Test
  void aScriptThatSleepsHoldsUpNobody() throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.RELAIS)) {
      TestHost host = pair.web1;
      Path told = host.folder().resolve("told");
      Path slow =
          script(
              host,
              "slow",
              "#!/bin/sh\ntrap 'echo asked to end >>%1$s; exit' TERM\necho \"$*\" >>%1$s\nsleep 30 &\nwait\n"
                  .formatted(told));
      Path quick = script(host, "quick", "#!/bin/sh\necho \"$*\" >>%s\n".formatted(told));
      Path file =
          host.write(
              "keepalived.conf",
              """
              global_defs {
                  script_user root
                  vrrp_notify_fifo %1$s/unread
                  smtp_alert
                  smtp_server 192.168.103.99
                  notification_email {
                      nobody@example.com
                  }
              }
              vrrp_instance VI_1 {
                  interface eth0
                  virtual_router_id 61
                  priority 100
                  virtual_ipaddress {
                      10.99.0.61/32 dev eth3
                  }
                  notify_master "%2$s master"
                  notify %3$s
                  notify_stop "%3$s stop"
              }
              """
                  .formatted(host.folder(), slow, quick));
      Process daemon = host.startRelais(file);
      pair.await("it is master", () -> host.has("eth3", "10.99.0.61"));
      Duration from = now();
      pair.await("the slow one is told", () -> count(told, "master") == 1);
      pair.await(
          "the next one after ten seconds", () -> count(told, "INSTANCE VI_1 MASTER 100") == 1);
      assertTrue(host.log().contains("takes longer than 10 s"), host.log());
      Duration gap = pair.advertisements.longestGap(TestPair.WEB1, from);
      assertTrue(gap.compareTo(INTERVAL_AND_A_TENTH) <= 0, () -> "a gap of " + gap);
      Duration before = now();
      host.signal("TERM");
      assertTrue(daemon.waitFor(20, TimeUnit.SECONDS), "it does not end");
      Duration took = now().minus(before);
      assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, () -> "it takes " + took);
      assertEquals(0, daemon.exitValue());
      pair.await("the slow one is asked to end", () -> count(told, "asked to end") == 1);
      assertEquals(1, count(told, "stop"), lines(told).toString());
      assertEquals(1, count(told, "INSTANCE VI_1 STOP 100"), lines(told).toString());
      assertTrue(Files.notExists(host.folder().resolve("unread")));
    }
  }

  // ---------------------------------------------------------------- what is refused at a reload

  @Test
  void keepsRunningWhatCannotBeReplaced() throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.RELAIS)) {
      TestHost host = pair.web1;
      Path text = TestData.path("minet/web1/keepalived.conf");
      Path plan = host.folder().resolve("plan.json");
      assertEquals(
          0, host.attempt(RELAIS, "compile", text.toString(), "-o", plan.toString()).status());
      String good = Files.readString(plan);
      host.startRelais(plan);
      pair.await("web1 is master", () -> pair.isMaster(host));
      Duration from = now();
      List<String> reasons = new ArrayList<>();
      for (String bad :
          List.of(
              good.replaceFirst("\"version\" : [0-9]+", "\"version\" : 99"),
              good.substring(0, good.length() / 2),
              good.replace("\"notifications\" : {", "\"notifications\" : { \"pager\" : 1,"))) {
        Files.writeString(plan, bad);
        host.signal("HUP");
        int refusals = reasons.size() + 1;
        pair.await("it is refused", () -> refusals(host).size() == refusals);
        reasons.add(refusals(host).getLast());
      }
      assertTrue(reasons.get(0).contains("this plan has version 99"), reasons::toString);
      assertTrue(reasons.get(0).contains("compile it again"), reasons::toString);
      assertTrue(reasons.get(1).contains("the file ends too early"), reasons::toString);
      assertTrue(reasons.get(2).contains("`pager`"), reasons::toString);
      assertTrue(pair.isMaster(host));
      Duration gap = pair.advertisements.longestGap(TestPair.WEB1, from);
      assertTrue(gap.compareTo(INTERVAL_AND_A_TENTH) <= 0, () -> "a gap of " + gap);
    }
  }

  private static List<String> refusals(TestHost host) {
    try {
      return host.log().lines().filter(line -> line.contains("Reload refused: ")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // ---------------------------------------------------------------- in a namespace, as a service

  /** Started outside, it serves inside, and so do its scripts; the service manager is told. */
  @Test
  void runsInANetworkNamespaceAndSaysThatItIsReady() throws IOException, InterruptedException {
    try (TestPair pair = new TestPair(folder, Daemon.RELAIS, Daemon.RELAIS)) {
      TestHost host = pair.web1;
      Path told = host.folder().resolve("told");
      Path tell =
          script(
              host,
              "tell",
              "#!/bin/sh\nip -o -4 address show dev eth0 >>%1$s\necho \"${NOTIFY_SOCKET:-none}\" >>%1$s\n"
                  .formatted(told));
      Path file =
          host.write(
              "keepalived.conf",
              """
              net_namespace %s
              global_defs {
                  script_user root
                  vrrp_rt_priority 40
                  vrrp_cpu_affinity 0
                  vrrp_no_swap
              }
              vrrp_instance VI_1 {
                  interface eth0
                  virtual_router_id 61
                  priority 100
                  virtual_ipaddress {
                      10.99.0.61/32 dev eth3
                  }
                  notify_master %s
              }
              """
                  .formatted(host.name(), tell));
      Path socket = folder.resolve("notify");
      Path heard = folder.resolve("heard");
      Process manager =
          new ProcessBuilder(
                  "python3",
                  "-c",
                  """
                  import socket, sys
                  s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                  s.bind(sys.argv[1])
                  while True:
                      print(s.recv(4096).decode().replace("\\n", " "), flush=True)
                  """,
                  socket.toString())
              .redirectErrorStream(true)
              .redirectOutput(heard.toFile())
              .start();
      pair.await("the service manager listens", () -> Files.exists(socket));
      Path pid = folder.resolve("daemon.pid");
      ProcessBuilder builder =
          new ProcessBuilder(RELAISD, "-n", "-l", "-D", "-p", pid.toString(), file.toString())
              .redirectErrorStream(true)
              .redirectOutput(host.folder().resolve("daemon.log").toFile());
      builder.environment().put("RELAIS_NO_BUILD", "1");
      builder.environment().put("TMPDIR", folder.toString());
      builder.environment().put("NOTIFY_SOCKET", socket.toString());
      Process daemon = builder.start();
      try {
        pair.await("it is ready", () -> count(heard, "READY=1 STATUS=1 instance: 1 BACKUP") == 1);
        pair.await("it is master inside", () -> host.has("eth3", "10.99.0.61"));
        pair.await("the script is inside", () -> lines(told).size() == 2);
        assertTrue(lines(told).getFirst().contains(TestPair.WEB1), lines(told).toString());
        assertEquals("none", lines(told).getLast());
        assertEquals(List.of("40"), realtime(daemon.pid()));
        TestHost.must("kill", "-HUP", Long.toString(daemon.pid()));
        pair.await(
            "it is ready again", () -> count(heard, "READY=1 STATUS=1 instance: 1 MASTER") == 1);
        assertEquals(1, count(heard, "RELOADING=1 MONOTONIC_USEC="), lines(heard).toString());
        TestHost.must("kill", "-TERM", Long.toString(daemon.pid()));
        assertTrue(daemon.waitFor(20, TimeUnit.SECONDS), "it does not end");
        assertEquals(0, daemon.exitValue());
        pair.await("it says that it stops", () -> count(heard, "STOPPING=1") == 1);
        assertFalse(host.log().contains("has no effect"), host.log());
      } finally {
        TestHost.end(daemon);
        TestHost.end(manager);
      }
    }
  }

  /** The realtime priorities of the threads of a process that have one. */
  private static List<String> realtime(long process) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
      return threads
          .map(thread -> lines(thread.resolve("stat")).getFirst())
          .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" "))
          // proc_pid_stat(5): field 40 is the realtime priority, and field 3 follows the name.
          .map(fields -> fields[40 - 3])
          .filter(priority -> !priority.equals("0"))
          .toList();
    }
  }
}
