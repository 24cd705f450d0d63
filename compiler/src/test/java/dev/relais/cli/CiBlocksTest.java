package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of docs/ci.md, run as they stand there as far as a machine without services can. */
class CiBlocksTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Path REPOSITORY = TestData.repository();

  private static final String RIGHT =
      """
      vrrp_instance A {
          interface eth0
          virtual_router_id 51
          priority 100
          virtual_ipaddress {
              192.0.2.1/24
          }
      }
      """;

  private static final String WRONG = RIGHT.replace("51", "300");

  @TempDir Path folder;

  /** A project with two hosts, and {@code relais} on the PATH. */
  @BeforeEach
  void project() throws IOException {
    write("hosts/lb1/keepalived.conf", RIGHT);
    write("hosts/lb2/keepalived.conf", RIGHT.replace("100", "50"));
    Path program =
        write(
            "bin/relais",
            "#!/bin/sh\nexec '%s/bin/java' -cp '%s' dev.relais.cli.Main \"$@\"\n"
                .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** The first block of a section. */
  private static String block(String heading) {
    String page = TestData.read(REPOSITORY.resolve("docs/ci.md"));
    int section = page.indexOf("\n## " + heading + "\n");
    assertTrue(section >= 0, heading);
    return page.substring(section)
        .lines()
        .dropWhile(line -> !line.startsWith("```"))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** What a program printed, standard output and error together. */
  private record Ran(int status, String output) {}

  private Ran run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_"));
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    Path output = Files.createTempFile(folder, "output", null);
    Process process = builder.redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " does not end");
    }
    return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private Ran shell(String script) throws IOException, InterruptedException {
    return run(Map.of(), "sh", "-e", "-c", script);
  }

  // ------------------------------------------------------------------ GitHub

  /** What the runner does with the action, given the inputs of the page. */
  @Test
  void theActionLintsAndWritesSarif() throws IOException, InterruptedException {
    JsonNode workflow = YAML.readTree(block("GitHub Actions"));
    JsonNode with = workflow.at("/jobs/lint/steps/1/with");
    assertEquals("hosts", with.get("paths").asText());
    Path script =
        write(
            "action/packaging/github/lint",
            TestData.read(REPOSITORY.resolve("packaging/github/lint")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(folder.resolve("bin/relais"), folder.resolve("action/relais"));
    Ran right = action(with);
    assertEquals(0, right.status(), right.output());
    assertTrue(
        right.output().contains("::notice file=hosts/lb1/keepalived.conf,line=3,"), right.output());
    assertTrue(sarif().at("/runs/0/results").size() > 0);
    write("hosts/lb1/keepalived.conf", WRONG);
    Ran wrong = action(with);
    assertEquals(1, wrong.status(), wrong.output());
    assertTrue(
        wrong.output().contains("::error file=hosts/lb1/keepalived.conf,line=3,"), wrong.output());
    assertEquals(1, sarif().at("/runs/0/invocations/0/exitCode").asInt());
    assertEquals(
        workflow.at("/jobs/lint/steps/2/with/sarif_file").asText(),
        with.get("sarif-file").asText());
    Files.delete(folder.resolve("relais.sarif"));
    Ran unread = action(YAML.readTree("{paths: \"a b\\nhosts\", sarif-file: relais.sarif}"));
    assertEquals(3, unread.status(), unread.output());
    assertTrue(unread.output().contains("cannot read a b: no such file"), unread.output());
  }

  private JsonNode sarif() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("relais.sarif").toFile());
  }

  private Ran action(JsonNode with) throws IOException, InterruptedException {
    JsonNode action = YAML.readTree(REPOSITORY.resolve("action.yml").toFile());
    with.fieldNames().forEachRemaining(name -> assertTrue(action.get("inputs").has(name), name));
    JsonNode step = action.at("/runs/steps/1");
    Map<String, String> environment = new HashMap<>();
    step.get("env")
        .properties()
        .forEach(variable ->
            environment.put(variable.getKey(), value(variable.getValue().asText(), action, with)));
    environment.put("GITHUB_ACTIONS", "true");
    environment.put("GITHUB_WORKSPACE", folder.toString());
    environment.put("GITHUB_ACTION_PATH", folder.resolve("action").toString());
    return run(environment, step.get("shell").asText(), "-e", "-c", step.get("run").asText());
  }

  private static String value(String expression, JsonNode action, JsonNode with) {
    return Pattern.compile("\\$\\{\\{ inputs\\.([a-z-]+) }}")
        .matcher(expression)
        .replaceAll(input -> {
          String name = input.group(1);
          return with.path(name).asText(action.at("/inputs/" + name + "/default").asText());
        });
  }

  // ------------------------------------------------------------------ GitLab, Jenkins, Make

  @Test
  void theGitlabJobWritesItsReport() throws IOException, InterruptedException {
    JsonNode block = YAML.readTree(block("GitLab"));
    String template = block.at("/include/0/file").asText();
    JsonNode job = YAML.readTree(REPOSITORY.resolve(template).toFile()).get("relais");
    Map<String, String> variables = new HashMap<>();
    block
        .get("variables")
        .properties()
        .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
    job.get("variables")
        .fieldNames()
        .forEachRemaining(name -> assertTrue(variables.containsKey(name)));
    variables.put("CI_PROJECT_DIR", folder.toString());
    String script =
        job.get("script").valueStream().map(JsonNode::asText).collect(Collectors.joining("\n"));
    assertEquals(0, run(variables, "sh", "-e", "-c", script).status());
    write("hosts/lb1/keepalived.conf", WRONG);
    Ran wrong = run(variables, "sh", "-e", "-c", script);
    assertEquals(1, wrong.status(), wrong.output());
    assertTrue(wrong.output().contains("error[KV2001]"), wrong.output());
    String report = job.at("/artifacts/reports/codequality").asText();
    JsonNode quality = new ObjectMapper().readTree(folder.resolve(report).toFile());
    assertTrue(
        quality
            .valueStream()
            .anyMatch(entry ->
                entry.get("check_name").asText().equals("KV2001")
                    && entry.at("/location/path").asText().equals("hosts/lb1/keepalived.conf")));
  }

  @Test
  void theJenkinsfileWritesItsReports() throws IOException, InterruptedException {
    String block = block("Jenkins");
    List<String> steps =
        Pattern.compile("(?m)^ +sh '(.*)'$")
            .matcher(block)
            .results()
            .map(step -> step.group(1))
            .toList();
    assertEquals(2, steps.size());
    write("hosts/lb1/keepalived.conf", WRONG);
    assertEquals(0, shell(steps.get(0)).status(), "the other step decides");
    assertEquals(1, shell(steps.get(1)).status());
    for (String report :
        Pattern.compile("'(relais-[a-z]+\\.xml)'")
            .matcher(block)
            .results()
            .map((MatchResult name) -> name.group(1))
            .toList()) {
      assertTrue(Files.readString(folder.resolve(report)).startsWith("<?xml"), report);
    }
    write("hosts/lb1/keepalived.conf", RIGHT);
    assertEquals(0, shell(steps.get(1)).status());
  }

  @Test
  void theMakefileFails() throws IOException, InterruptedException {
    String make = Needs.program("make", "make");
    write("Makefile", block("Makefile"));
    Ran right = run(Map.of(), make, "lint");
    assertEquals(0, right.status(), right.output());
    write("hosts/lb2/keepalived.conf", WRONG);
    Ran wrong = run(Map.of(), make, "lint");
    assertEquals(2, wrong.status(), wrong.output());
    assertTrue(wrong.output().contains("error[KV2001]"), wrong.output());
  }

  // ------------------------------------------------------------------ pre-commit

  @Test
  void theHooksRun() throws IOException, InterruptedException {
    String preCommit = Needs.program("pre-commit", "pre-commit");
    Needs.program("git", "git");
    write(
        "relais/.pre-commit-hooks.yaml",
        TestData.read(REPOSITORY.resolve(".pre-commit-hooks.yaml")));
    Files.copy(folder.resolve("bin/relais"), folder.resolve("relais/relais"));
    String commit =
        "git init -q && git add -A && git -c user.name=t -c user.email=t@example.org commit -qm t";
    assertEquals(0, shell("cd relais && " + commit + " && git branch -M main").status());
    JsonNode block = YAML.readTree(block("pre-commit"));
    write(
        "site/.pre-commit-config.yaml",
        block("pre-commit")
            .replace(block.at("/repos/0/repo").asText(), folder.resolve("relais").toString()));
    write("site/hosts/lb1/keepalived.conf", WRONG);
    write("site/hosts/lb2/keepalived.conf", RIGHT.replace("    interface", "  interface"));
    write("site/hosts/readme.txt", "no configuration\n");
    assertEquals(0, shell("cd site && " + commit).status());
    Ran wrong = shell("cd site && " + preCommit + " run --all-files");
    assertEquals(1, wrong.status(), wrong.output());
    assertTrue(
        wrong.output().contains("hosts/lb1/keepalived.conf:3:23: error[KV2001]"), wrong.output());
    assertTrue(wrong.output().contains("files were modified by this hook"), wrong.output());
    assertEquals(RIGHT, Files.readString(folder.resolve("site/hosts/lb2/keepalived.conf")));
    write("site/hosts/lb1/keepalived.conf", RIGHT.replace("100", "50"));
    Ran right = shell("cd site && git add -A && " + preCommit + " run --all-files");
    assertEquals(0, right.status(), right.output());
    assertTrue(right.output().contains("relais lint"), right.output());
  }

  // ------------------------------------------------------------------ hosts

  @Test
  void ansibleKeepsAFileWithErrorsAway() throws IOException, InterruptedException {
    String ansible = Needs.program("ansible-playbook", "ansible-core");
    Path installed = folder.resolve("etc/keepalived.conf");
    Files.createDirectories(installed.getParent());
    write(
        "playbook.yaml",
        block("Ansible").replace("/etc/keepalived/keepalived.conf", installed.toString()));
    write("keepalived.conf.j2", RIGHT.replace("eth0", "{{ interface }}"));
    // The host is this machine, in the group that the block is for.
    write(
        "inventory",
        "[balancers]\nlb1 ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n");
    String[] command = {ansible, "-i", "inventory", "-e", "interface=eth7", "playbook.yaml"};
    Ran right = run(Map.of(), command);
    assertEquals(0, right.status(), right.output());
    assertTrue(
        Files.readString(installed).contains("interface eth7"), "it is the one of the template");
    write("keepalived.conf.j2", WRONG);
    Ran wrong = run(Map.of(), command);
    assertEquals(2, wrong.status(), wrong.output());
    assertTrue(wrong.output().contains("error[KV2001]"), wrong.output());
    assertTrue(wrong.output().contains("failed to validate"), wrong.output());
    assertTrue(wrong.output().contains("\"keepalived.conf:3:23: "), wrong.output());
    assertFalse(Files.readString(installed).contains("300"), "the old file is still there");
  }

  @Test
  void puppetKeepsAFileWithErrorsAway() throws IOException, InterruptedException {
    String puppet = Needs.program("puppet", "puppet");
    Path installed = folder.resolve("etc/keepalived.conf");
    Files.createDirectories(installed.getParent());
    Path source = write("site/keepalived.conf", RIGHT);
    write(
        "site.pp",
        block("Puppet")
            .replace("/etc/keepalived/keepalived.conf", installed.toString())
            .replace("/etc/keepalived.site/keepalived.conf", source.toString())
            .replace("'relais lint", "'" + folder.resolve("bin/relais") + " lint"));
    Ran right = run(Map.of(), puppet, "apply", "site.pp");
    assertEquals(0, right.status(), right.output());
    assertEquals(RIGHT, Files.readString(installed), right.output());
    write("site/keepalived.conf", WRONG);
    Ran wrong = run(Map.of(), puppet, "apply", "--color=false", "site.pp");
    assertTrue(wrong.output().contains("error[KV2001]"), wrong.output());
    assertEquals(RIGHT, Files.readString(installed), "the old file is still there");
  }

  // ------------------------------------------------------------------ scripts and YAML

  @Test
  void scriptsAreClean() {
    String shellcheck = Needs.program("shellcheck", "shellcheck");
    for (String script :
        List.of(
            "packaging/github/lint",
            "packaging/install",
            "packaging/launch.sh",
            "packaging/launch-daemon.sh")) {
      assertEquals(
          "", Needs.run(shellcheck, REPOSITORY.resolve(script).toString()).output(), script);
    }
  }

  /** What the Dockerfile copies and calls is there. */
  @Test
  void theDockerfileNamesWhatIsThere() {
    String text = TestData.read(REPOSITORY.resolve("packaging/docker/Dockerfile"));
    List<String> called =
        Pattern.compile("(?m)^RUN (packaging/\\S+)")
            .matcher(text)
            .results()
            .map(run -> run.group(1))
            .toList();
    assertEquals(List.of("packaging/install"), called);
    called.forEach(name -> assertTrue(Files.isExecutable(REPOSITORY.resolve(name)), name));
    assertTrue(text.contains("\nUSER relais\n"), "it does not run as root");
    String commands = block("Docker");
    assertTrue(commands.contains("-f packaging/docker/Dockerfile "), commands);
  }
}
