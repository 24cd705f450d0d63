package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais.Result;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ReloadIT holds the same cases against the real keepalived. */
class DiffCommandTest {
  private static final Path MINET = TestData.path("minet");

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void whatIsSaidOfEachCaseIsApproved() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path each : ReloadCases.all()) {
      Result result = ReloadCases.diff(ReloadCases.split(each, folder));
      all.append("== ").append(each.getFileName()).append(", exit ").append(result.status());
      all.append('\n').append(result.out().replace(folder + "/", "")).append('\n');
      assertEquals("", result.err(), each.toString());
    }
    Golden.verify(TestData.path("golden/reload/cases.txt"), all.toString());
  }

  @Test
  void servicesAndServersAreKnownAgainByAddress() throws IOException {
    String old = TestData.read(MINET.resolve("balancer/keepalived.conf"));
    Path before = file("old.conf", old);
    Path after =
        file(
            "new.conf",
            old.replace("real_server 192.168.103.167", "real_server 192.168.103.168")
                .replace("lb_algo rr", "lb_algo wlc")
                .replaceFirst("weight 1", "weight 5")
                .replaceFirst("connect_timeout 3", "connect_timeout 4"));
    Result result = Relais.run("diff", "-q", before.toString(), after.toString());
    assertEquals(1, result.status(), result.err());
    Golden.verify(
        TestData.path("golden/reload/balancer.txt"), result.out().replace(folder + "/", ""));
    Result json = Relais.run("diff", "-q", "--format", "json", before.toString(), after.toString());
    Golden.verify(
        TestData.path("golden/reload/balancer.json"), json.out().replace(folder + "/", ""));
  }

  @Test
  void layoutCommentsAndWrittenDefaultsDoNotCount() throws IOException {
    Path before = MINET.resolve("web1/keepalived.conf");
    Path after =
        file(
            "new.conf",
            "# other\n"
                + TestData.read(before)
                    .replace("    ", "\t")
                    .replace("state MASTER", "state MASTER\nversion 2\npreempt_delay 0")
                    .replace(" dev eth3", "\t dev  eth3"));
    Result result = Relais.run("diff", before.toString(), after.toString());
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().endsWith("  A reload changes nothing.\n"), result.out());
  }

  @Test
  void passwordsAreNotTold() throws IOException {
    Path before = MINET.resolve("web1/keepalived.conf");
    Path after = file("new.conf", TestData.read(before).replace("minet51", "s3cret"));
    Result result = Relais.run("diff", before.toString(), after.toString());
    assertTrue(result.out().contains("auth_pass changed"), result.out());
    assertFalse(result.out().contains("s3cret") || result.out().contains("minet51"));
  }

  @Test
  void hostsOfInventoriesAreComparedByName() {
    String inventory = MINET.resolve("inventory.yaml").toString();
    Result result = Relais.run("diff", "-q", inventory, inventory);
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().startsWith("web1: "), result.out());
    assertTrue(result.out().contains("\nweb2: "), result.out());
    Result none = Relais.run("diff", inventory, MINET.resolve("web1/keepalived.conf").toString());
    assertEquals(2, none.status());
    assertTrue(none.err().contains("no host in common"), none.err());
  }

  @Test
  void mistakesOfTheNewOneAreMentioned() throws IOException {
    Path before = MINET.resolve("web1/keepalived.conf");
    Path after = file("new.conf", TestData.read(before) + "\nfoo bar\n");
    Result result = Relais.run("diff", before.toString(), after.toString());
    assertEquals(0, result.status());
    assertTrue(result.err().contains("the new configuration has 1 error,"), result.err());
    assertEquals(3, Relais.run("diff", before.toString(), folder + "/none").status());
    assertEquals(2, Relais.run("diff", before.toString()).status());
    assertEquals(2, Relais.runWith(TestData.read(before), "diff", "-", "-").status());
  }
}
