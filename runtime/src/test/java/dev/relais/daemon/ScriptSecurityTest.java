package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.os.KnownUsers;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.PlanFormat;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.HostException;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who could change what root runs, with keepalived as the judge where it is as strict. */
class ScriptSecurityTest {
  private static final int DAEMON = 1;
  private static final KnownUsers USERS = new KnownUsers();

  @TempDir Path folder;

  @BeforeEach
  void needs() throws IOException {
    Needs.root();
    permit(folder, "rwxr-xr-x");
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void belongs(Path path, int user, int group) throws IOException {
    Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
  }

  private Path folder(String name, String permissions) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    permit(made, permissions);
    return made;
  }

  private static Path program(Path place) throws IOException {
    Files.writeString(place, "#!/bin/sh\n");
    permit(place, "rwxr-xr-x");
    return place;
  }

  private static ScriptCheck script(String program, String user) {
    return new ScriptCheck(
        "check",
        List.of(program, "-0", "apache2"),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        1,
        1,
        false,
        Optional.of(user),
        Optional.empty());
  }

  private static Program program(ScriptCheck script) {
    return new Program(script.command(), script.user(), script.group());
  }

  private static Plan plan(ScriptCheck script, boolean security) {
    return new Plan(
        Plan.VERSION,
        "",
        ProcessSettings.DEFAULT.withScriptSecurity(security),
        List.of(script),
        List.of());
  }

  /** Whether keepalived disables a script for its permissions. */
  private boolean keepalivedRefuses(Path program) throws IOException {
    String keepalived = Needs.program("keepalived", "keepalived");
    Path file = folder.resolve("keepalived.conf");
    Files.writeString(
        file,
        """
        global_defs {
            enable_script_security
            script_user root
        }
        vrrp_script check {
            script "%s"
        }
        vrrp_instance A {
            interface lo
            virtual_router_id 1
            track_script {
                check
            }
            virtual_ipaddress {
                192.0.2.1
            }
        }
        """
            .formatted(program));
    return Needs.run(keepalived, "-t", "-l", "-f", file.toString())
        .output()
        .contains("Disabling track script check due to insecure");
  }

  private void assertSafe(Path program, Path file) throws Exception {
    ScriptCheck script = script(program.toString(), "root");
    ScriptSecurity.check(plan(script, true), USERS);
    assertEquals(Optional.of(file), ScriptSecurity.file(program(script), USERS));
    assertTrue(!keepalivedRefuses(program), () -> "keepalived refuses " + program);
  }

  private void assertWeak(Path program, Path part) throws IOException {
    assertWeakForUsAlone(program, part);
    assertTrue(keepalivedRefuses(program), () -> "keepalived accepts " + program);
  }

  private static void assertWeakForUsAlone(Path program, Path part) {
    ScriptCheck script = script(program.toString(), "root");
    String complaint =
        "runs as root, and users other than root can change " + part + ": take away their right";
    String atTheStart =
        assertThrows(PlanException.class, () -> ScriptSecurity.check(plan(script, true), USERS))
            .getMessage();
    assertTrue(atTheStart.startsWith("script `check` " + complaint), atTheStart);
    String atARun =
        String.valueOf(
            assertThrows(HostException.class, () -> ScriptSecurity.file(program(script), USERS))
                .getMessage());
    assertTrue(atARun.startsWith("it " + complaint), atARun);
  }

  @Test
  void acceptsWhatOnlyRootCanChange() throws Exception {
    Path safe = folder("safe", "rwxr-xr-x");
    Path program = program(safe.resolve("check"));
    assertSafe(program, program);
    assertSafe(folder.resolve("safe/../safe/./check"), program);
    Path ofTheGroupRoot = program(folder("group", "rwxrwxr-x").resolve("check"));
    permit(ofTheGroupRoot, "rwxrwxr-x");
    assertSafe(ofTheGroupRoot, ofTheGroupRoot);
    assertSafe(Files.createSymbolicLink(safe.resolve("full"), program), program);
    assertSafe(Files.createSymbolicLink(safe.resolve("short"), Path.of("../safe/check")), program);
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("safe"));
    assertSafe(link.resolve("short"), program);
    Path sticky = folder("sticky", "rwxrwxrwx");
    Files.setAttribute(sticky, "unix:mode", 01777);
    Path guarded = program(sticky.resolve("check"));
    assertSafe(guarded, guarded);
  }

  @Test
  void refusesWhatOthersCanChange() throws Exception {
    Path safe = folder("safe", "rwxr-xr-x");
    Path program = program(safe.resolve("check"));
    Path open = folder("open", "rwxrwxrwx");
    assertWeak(program(open.resolve("check")), open);
    Path grouped = folder("grouped", "rwxrwxr-x");
    belongs(grouped, 0, DAEMON);
    assertWeak(program(grouped.resolve("check")), grouped);
    Path theirs = folder("theirs", "r-xr-xr-x");
    Path below = Files.createDirectory(theirs.resolve("below"));
    belongs(theirs, DAEMON, 0);
    assertWeak(program(below.resolve("check")), theirs);

    Path writable = program(safe.resolve("writable"));
    permit(writable, "rwxr-xrwx");
    assertWeak(writable, writable);
    Path writableByGroup = program(safe.resolve("writable-by-group"));
    permit(writableByGroup, "rwxrwxr-x");
    belongs(writableByGroup, 0, DAEMON);
    assertWeak(writableByGroup, writableByGroup);
    Path owned = program(safe.resolve("owned"));
    belongs(owned, DAEMON, 0);
    assertWeak(owned, owned);

    assertWeak(Files.createSymbolicLink(safe.resolve("out"), open.resolve("check")), open);
    Path theirLink = Files.createSymbolicLink(safe.resolve("their-link"), program);
    belongs(theirLink, DAEMON, DAEMON);
    assertWeak(theirLink, theirLink);
  }

  /**
   * keepalived has resolved the link by then; whoever replaces it decides what the next start runs.
   */
  @Test
  void refusesALinkThatOthersCanReplace() throws Exception {
    Path program = program(folder("safe", "rwxr-xr-x").resolve("check"));
    Path open = folder("open", "rwxrwxrwx");
    assertWeakForUsAlone(Files.createSymbolicLink(open.resolve("link"), program), open);
    Path folderLink = Files.createSymbolicLink(open.resolve("folder"), folder.resolve("safe"));
    assertWeakForUsAlone(folderLink.resolve("check"), open);
    // A link back out of a folder of others is no way around them.
    Path hidden = Files.createSymbolicLink(folder.resolve("safe/hidden"), open.resolve("link"));
    assertWeakForUsAlone(hidden, open);
  }

  @Test
  void looksAtTheNumberOfTheUserAndAtNothingThatRootDoesNotRun() throws Exception {
    Path open = folder("open", "rwxrwxrwx");
    String program = program(open.resolve("check")).toString();
    ScriptSecurity.check(plan(script(program, "daemon"), true), USERS);
    assertEquals(Optional.empty(), ScriptSecurity.file(program(script(program, "daemon")), USERS));
    ScriptSecurity.check(plan(script(program, "root"), false), USERS);

    // Another name of root's is for getpwnam(3) to tell: a process of its own sees this passwd(5).
    Path users = folder.resolve("passwd");
    Files.writeString(
        users, Files.readString(Path.of("/etc/passwd")) + "toor:x:0:0::/root:/bin/sh\n");
    Path nothing = folder.resolve("plan.json");
    Files.writeString(nothing, PlanFormat.write(plan(script(program, "toor"), true)));
    Needs.Output output =
        Needs.run(
            Needs.program("unshare", "util-linux"),
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$0\" /etc/passwd && exec \"$@\"",
            users.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Relaisd.class.getName(),
            "--warm-up",
            nothing.toString());
    assertEquals(2, output.status(), output.output());
    assertTrue(
        output.output().contains("users other than root can change " + open), output.output());
  }

  /** A name without a slash is looked up once, and what was found is what runs. */
  @Test
  void resolvesNamesAsTheSystemDoes() throws Exception {
    Path shell = ScriptSecurity.file(program(script("sh", "root")), USERS).orElseThrow();
    assertEquals(Path.of("/bin/sh").toRealPath(), shell);
    HostException missing =
        assertThrows(
            HostException.class,
            () -> ScriptSecurity.file(program(script("no-such-program", "root")), USERS));
    assertEquals("cannot run no-such-program: no such file or directory", missing.getMessage());
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    ScriptSecurity.check(plan(script(loop.toString(), "root"), true), USERS);
    HostException endless =
        assertThrows(
            HostException.class,
            () -> ScriptSecurity.file(program(script(loop.toString(), "root")), USERS));
    assertEquals(
        "cannot run " + loop + ": too many levels of symbolic links", endless.getMessage());
  }
}
