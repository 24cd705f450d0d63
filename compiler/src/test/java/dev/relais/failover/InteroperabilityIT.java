package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.relais.failover.TestPair.Daemon;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every form of the protocol that two hosts can agree on, an instance each: versions 2 and 3, IPv4
 * and IPv6, multicast and unicast, without authentication, with passwords and with authentication
 * headers; relaisd and keepalived in either place. Version 2 over IPv6 with a password is left out:
 * keepalived 2.2.7 crashes on hearing it, from keepalived too.
 */
@Tag("long")
@Timeout(240)
class InteroperabilityIT {
  private static final String FIRST = "192.0.2.1";
  private static final String SECOND = "192.0.2.2";
  private static final String FIRST6 = "2001:db8::1";
  private static final String SECOND6 = "2001:db8::2";

  @TempDir Path folder;

  /** What the better host does when it comes back. */
  enum Return {
    /** Takes over. */
    PREEMPTS(""),
    /** Leaves the other in peace. */
    STAYS_BACKUP("nopreempt"),
    /** Takes over after a while. */
    PREEMPTS_LATER("preempt_delay 5");

    private final String setting;

    Return(String setting) {
      this.setting = setting;
    }
  }

  @BeforeAll
  static void needs() {
    Needs.root();
    Needs.program("keepalived", "keepalived");
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        Arguments.of(Daemon.RELAIS, Daemon.KEEPALIVED, Return.PREEMPTS),
        Arguments.of(Daemon.KEEPALIVED, Daemon.RELAIS, Return.PREEMPTS),
        Arguments.of(Daemon.RELAIS, Daemon.RELAIS, Return.PREEMPTS),
        Arguments.of(Daemon.RELAIS, Daemon.KEEPALIVED, Return.STAYS_BACKUP),
        Arguments.of(Daemon.KEEPALIVED, Daemon.RELAIS, Return.STAYS_BACKUP),
        Arguments.of(Daemon.RELAIS, Daemon.KEEPALIVED, Return.PREEMPTS_LATER),
        Arguments.of(Daemon.KEEPALIVED, Daemon.RELAIS, Return.PREEMPTS_LATER));
  }

  /** An instance of one form, in the words of keepalived.conf(5). */
  private record Form(int number, int version, boolean six, boolean unicast, String secret) {
    String name() {
      return "v%d_%s_%s_%s"
          .formatted(
              version,
              six ? "ipv6" : "ipv4",
              unicast ? "unicast" : "multicast",
              secret.isEmpty() ? "open" : secret);
    }

    String address() {
      return six ? "2001:db8::" + number : "192.0.2." + number;
    }

    String instance(boolean first, String setting) {
      StringBuilder text =
          new StringBuilder(
              "vrrp_instance %s {\n interface eth0\n virtual_router_id %d\n priority %d\n version %d\n"
                  .formatted(name(), number, first ? 200 : 100, version));
      text.append(" advert_int ").append(version == 3 ? "0.2" : "1").append('\n');
      if (first) {
        text.append(' ').append(setting).append('\n');
      }
      if (unicast) {
        String own = six ? (first ? FIRST6 : SECOND6) : (first ? FIRST : SECOND);
        String peer = six ? (first ? SECOND6 : FIRST6) : (first ? SECOND : FIRST);
        text.append(" unicast_src_ip %s\n unicast_peer {\n  %s\n }\n".formatted(own, peer));
      }
      if (secret.equals("hmac")) {
        text.append(" auth_hmac {\n  key 1 hex:%s\n }\n".formatted("0f".repeat(32)));
      } else if (!secret.isEmpty()) {
        text.append(
            " authentication {\n  auth_type %s\n  auth_pass secret%d\n }\n"
                .formatted(secret, number % 100));
      }
      String linkLocal = six ? "  fe80::%d/64\n".formatted(number) : "";
      text.append(
          " virtual_ipaddress {\n%s  %s/%d\n }\n}\n"
              .formatted(linkLocal, address(), six ? 64 : 24));
      return text.toString();
    }
  }

  private static List<Form> forms(boolean withHmac) {
    List<Form> forms = new ArrayList<>();
    for (boolean unicast : List.of(false, true)) {
      for (String secret : List.of("", "PASS", "AH")) {
        forms.add(new Form(101 + forms.size(), 2, false, unicast, secret));
      }
      forms.add(new Form(101 + forms.size(), 3, false, unicast, ""));
      forms.add(new Form(101 + forms.size(), 2, true, unicast, ""));
      forms.add(new Form(101 + forms.size(), 3, true, unicast, ""));
      if (withHmac) {
        for (boolean six : List.of(false, true)) {
          forms.add(new Form(101 + forms.size(), 3, six, unicast, "hmac"));
        }
        forms.add(new Form(101 + forms.size(), 2, false, unicast, "hmac"));
      }
    }
    return forms;
  }

  @ParameterizedTest(name = "{0} and {1}: it {2}")
  @MethodSource("runs")
  void everyFormFailsOverAndBack(Daemon first, Daemon second, Return comesBack)
      throws IOException, InterruptedException {
    List<Form> forms = forms(first == Daemon.RELAIS && second == Daemon.RELAIS);
    String prefix = "relais-" + ProcessHandle.current().pid();
    try (TestHost better = new TestHost(prefix + "-better", folder.resolve("better"));
        TestHost other = new TestHost(prefix + "-other", folder.resolve("other"))) {
      connect(better, other);
      Path ofBetter = write(better, forms, true, comesBack.setting);
      Path ofOther = write(other, forms, false, "");
      better.start(first, ofBetter);
      await("the better one is master", better, other, () -> holds(better, forms));
      other.start(second, ofOther);
      awaitStart(better, other);
      // Longer than a backup that hears nobody would wait.
      Thread.sleep(4500);
      assertTrue(holds(better, forms), () -> "it stays master\n" + logs(better, other));
      assertTrue(holdsNone(other, forms), () -> "and is heard\n" + logs(better, other));

      better.signal("KILL");
      await("the other one takes over", better, other, () -> holds(other, forms));

      better.start(first, ofBetter);
      await("the better one cleans up", better, other, () -> holdsNone(better, forms));
      switch (comesBack) {
        case PREEMPTS -> {}
        case PREEMPTS_LATER -> {
          Thread.sleep(4500);
          assertTrue(holds(other, forms), () -> "not yet\n" + logs(better, other));
        }
        case STAYS_BACKUP -> {
          Thread.sleep(7000);
          assertTrue(holds(other, forms), () -> "it stays\n" + logs(better, other));
          assertTrue(holdsNone(better, forms), () -> logs(better, other));
          // The master dies: nobody waits for it.
          other.signal("TERM");
        }
      }
      await("the better one is back", better, other, () -> holds(better, forms));
      await("the other one lets go", better, other, () -> holdsNone(other, forms));
      if (first == Daemon.RELAIS) {
        nothingWasDiscarded(better, forms);
      }
      if (second == Daemon.RELAIS && comesBack != Return.STAYS_BACKUP) {
        nothingWasDiscarded(other, forms);
      }
    }
  }

  private static void connect(TestHost better, TestHost other) {
    TestHost.must(
        "ip",
        "link",
        "add",
        "eth0",
        "netns",
        better.name(),
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        other.name());
    for (TestHost host : List.of(better, other)) {
      boolean first = host == better;
      host.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
      host.run("ip", "link", "set", "eth0", "up");
      host.run("ip", "address", "add", (first ? FIRST : SECOND) + "/24", "dev", "eth0");
      host.run("ip", "address", "add", (first ? FIRST6 : SECOND6) + "/64", "dev", "eth0", "nodad");
    }
  }

  private static Path write(TestHost host, List<Form> forms, boolean first, String setting)
      throws IOException {
    StringBuilder text = new StringBuilder();
    forms.forEach(form -> text.append(form.instance(first, setting)));
    return host.write("keepalived.conf", text.toString());
  }

  private void awaitStart(TestHost better, TestHost other)
      throws IOException, InterruptedException {
    await("it takes part", better, other, () -> logs(other).contains("Startup complete"));
  }

  private static boolean holds(TestHost host, List<Form> forms) {
    return host.addresses().containsAll(forms.stream().map(Form::address).toList());
  }

  private static boolean holdsNone(TestHost host, List<Form> forms) {
    List<String> held = host.addresses();
    return forms.stream().map(Form::address).noneMatch(held::contains);
  }

  private static void await(String what, TestHost better, TestHost other, BooleanSupplier holds)
      throws InterruptedException {
    for (int i = 0; i < 400; i++) {
      if (holds.getAsBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
    fail("never: %s%n%s".formatted(what, logs(better, other)));
  }

  private static String logs(TestHost... hosts) {
    StringBuilder text = new StringBuilder();
    for (TestHost host : hosts) {
      try {
        text.append("--- ").append(host.name()).append('\n').append(host.log());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return text.toString();
  }

  private static void nothingWasDiscarded(TestHost host, List<Form> forms) throws IOException {
    assertFalse(host.log().contains("discarded"), host::name);
    Path file = host.folder().resolve("keepalived.stats");
    Files.deleteIfExists(file);
    host.signal("USR2");
    for (int i = 0; i < 50 && Files.notExists(file); i++) {
      host.run("sleep", "0.1");
    }
    String text = Files.readString(file);
    assertEquals(forms.size(), text.split("VRRP Instance: ", -1).length - 1, text);
    for (String label :
        List.of(
            "Length",
            "TTL",
            "Invalid Type",
            "Advertisement Interval",
            "Address List",
            "Type Mismatch",
            "Failure")) {
      assertEquals(
          text.split("    " + label + ": ", -1).length,
          text.split("    " + label + ": 0\n", -1).length,
          label + " in\n" + text);
    }
  }
}
