import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures relaisd beside keepalived in one run, in network namespaces of its own: two hosts on a
 * bridge, and tcpdump between them whose time stamps are the kernel's. {@code bench/daemons.sh} runs
 * it; its first argument is the relaisd to run, the others are names of {@link #MEASURES}.
 */
final class Daemons {
  private static final int SCRIPTS = 20;
  private static final Path WORK = temporaryFolder();
  private static final List<Process> STARTED = new ArrayList<>();

  /** One of the two that are compared. */
  enum Kind {
    KEEPALIVED,
    RELAISD
  }

  /** Prints a row of the table. */
  interface Measure {
    String of(Kind kind) throws Exception;
  }

  /** A packet of VRRP on the wire; times in nanoseconds since 1970. */
  record Seen(long at, int source, int virtualRouterId, int priority) {}

  private static String relaisd = "";

  private static final Map<String, Measure> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("start to listening, 1 instance", kind -> start(kind, 1));
    MEASURES.put("start to listening, 255 instances", kind -> start(kind, 255));
    MEASURES.put("takeover after SIGKILL, 1 s", kind -> takeover(kind, 1_000, 20));
    MEASURES.put("takeover after SIGKILL, 0.1 s", kind -> takeover(kind, 100, 20));
    MEASURES.put("takeover after SIGKILL, 0.01 s", kind -> takeover(kind, 10, 20));
    MEASURES.put("takeover, 255 instances at once", kind -> together(kind, 5));
    MEASURES.put("SIGTERM to priority 0", kind -> goodbye(kind, 20));
    MEASURES.put("255 instances, 60 s: period, CPU, memory", kind -> period(kind, false));
    MEASURES.put("the same, realtime, both processors busy", kind -> period(kind, true));
    MEASURES.put("a run of a script", kind -> script(kind));
  }

  public static void main(String[] arguments) throws Exception {
    relaisd = arguments[0];
    List<String> wanted = List.of(arguments).subList(1, arguments.length);
    Runtime.getRuntime().addShutdownHook(new Thread(Daemons::leaveNothing));
    prepare();
    System.out.println("| measure | keepalived | relaisd |\n| --- | --- | --- |");
    for (Map.Entry<String, Measure> measure : MEASURES.entrySet()) {
      if (wanted.isEmpty() || wanted.stream().anyMatch(measure.getKey()::contains)) {
        System.out.printf(
            "| %s | %s | %s |%n",
            measure.getKey(),
            measure.getValue().of(Kind.KEEPALIVED),
            measure.getValue().of(Kind.RELAISD));
      }
    }
  }

  // ---------------------------------------------------------------- measures

  private static String start(Kind kind, int instances) throws Exception {
    List<Double> times = new ArrayList<>();
    Path file = configuration("a", instances, 200, 1_000, "");
    for (int i = 0; i < 12; i++) {
      long begin = System.nanoTime();
      Daemon daemon = new Daemon(kind, "a", file);
      await(() -> listens("a"), "listening");
      // The first two warm up what is cached on disk.
      if (i >= 2) {
        times.add((System.nanoTime() - begin) / 1e6);
      }
      daemon.kill();
      await(() -> !listens("a"), "closing");
    }
    return "median %s ms, max %s".formatted(number(quantile(times, 0.5)), number(quantile(times, 1)));
  }

  private static boolean listens(String host) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + sleeper(host) + "/net/raw"))) {
      return lines.anyMatch(line -> line.contains(":0070 "));
    } catch (IOException e) {
      return false;
    }
  }

  /** From the last advertisement of a master that is killed to the first of the other. */
  private static String takeover(Kind kind, int milliseconds, int repetitions) throws Exception {
    List<Double> beyond = new ArrayList<>();
    try (Capture capture = new Capture();
        Daemon backup = new Daemon(kind, "b", configuration("b", 1, 100, milliseconds, ""))) {
      for (int i = 0; i < repetitions; i++) {
        Daemon master = new Daemon(kind, "a", configuration("a", 1, 200, milliseconds, ""));
        capture.await(seen -> seen.source() == 1, System.currentTimeMillis());
        // Not at a fixed distance from an advertisement.
        Thread.sleep(1_500 + 37L * i % 1_000);
        long killed = master.kill();
        List<Seen> seen = capture.await(s -> s.source() == 2, killed / 1_000_000);
        long first = seen.stream().filter(s -> s.source() == 2 && s.at() > killed).findFirst().get().at();
        long last =
            seen.stream().filter(s -> s.source() == 1 && s.at() < first).reduce((_, b) -> b).get().at();
        beyond.add((first - last) / 1e6 - silence(milliseconds));
      }
      backup.kill();
    }
    return distribution(beyond);
  }

  /** Three intervals and the skew of priority 100, in milliseconds. */
  private static double silence(int milliseconds) {
    double skew = 156.0 / 256 * (milliseconds == 1_000 ? 1_000 : milliseconds);
    return 3.0 * milliseconds + skew;
  }

  private static String together(Kind kind, int repetitions) throws Exception {
    List<Double> beyond = new ArrayList<>();
    try (Capture capture = new Capture();
        Daemon backup = new Daemon(kind, "b", configuration("b", 255, 100, 1_000, ""))) {
      for (int i = 0; i < repetitions; i++) {
        long begun = now();
        Daemon master = new Daemon(kind, "a", configuration("a", 255, 200, 1_000, ""));
        await(() -> capture.heard(1, begun) == 255, "255 masters");
        Thread.sleep(2_000);
        long killed = master.kill();
        Thread.sleep(6_000);
        Map<Integer, Long> last = new HashMap<>();
        Map<Integer, Long> first = new TreeMap<>();
        for (Seen seen : capture.all()) {
          if (seen.source() == 1 && seen.at() <= killed + 5_000_000) {
            last.put(seen.virtualRouterId(), seen.at());
          } else if (seen.source() == 2 && seen.at() > killed) {
            first.putIfAbsent(seen.virtualRouterId(), seen.at());
          }
        }
        if (first.size() != 255) {
          throw new IllegalStateException(first.size() + " of 255 taken over");
        }
        first.forEach((id, at) -> beyond.add((at - last.get(id)) / 1e6 - silence(1_000)));
      }
      backup.kill();
    }
    return distribution(beyond);
  }

  private static String goodbye(Kind kind, int repetitions) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      try (Capture capture = new Capture()) {
        Daemon master = new Daemon(kind, "a", configuration("a", 1, 255, 1_000, ""));
        capture.await(seen -> seen.source() == 1, 0);
        Thread.sleep(700);
        long asked = master.terminate();
        Seen zero =
            capture.await(seen -> seen.priority() == 0, asked / 1_000_000).stream()
                .filter(seen -> seen.priority() == 0)
                .findFirst()
                .get();
        times.add((zero.at() - asked) / 1e6);
        master.close();
      }
    }
    return distribution(times);
  }

  private static String period(Kind kind, boolean busy) throws Exception {
    List<Process> load = new ArrayList<>();
    String global = busy ? "    vrrp_rt_priority 50\n    vrrp_rlimit_rttime 4000000000\n    vrrp_no_swap\n" : "";
    try (Capture capture = new Capture();
        Daemon master = new Daemon(kind, "a", configuration("a", 255, 200, 1_000, global))) {
      Thread.sleep(20_000);
      for (int i = 0; busy && i < Runtime.getRuntime().availableProcessors(); i++) {
        load.add(run("sh", "-c", "while :; do :; done"));
      }
      Thread.sleep(busy ? 5_000 : 0);
      long begin = Instant.now().toEpochMilli() * 1_000_000;
      double before = master.processorSeconds();
      Thread.sleep(60_000);
      double spent = master.processorSeconds() - before;
      String memory = master.memory();
      Map<Integer, Long> last = new HashMap<>();
      List<Double> deviations = new ArrayList<>();
      for (Seen seen : capture.all()) {
        if (seen.source() == 1 && seen.at() > begin) {
          Long previous = last.put(seen.virtualRouterId(), seen.at());
          if (previous != null) {
            deviations.add(Math.abs((seen.at() - previous) / 1e6 - 1_000));
          }
        }
      }
      return "p50 %s, p99 %s, max %s ms; %s %% CPU; %s"
          .formatted(
              number(quantile(deviations, 0.5)),
              number(quantile(deviations, 0.99)),
              number(quantile(deviations, 1)),
              number(spent / 60 * 100),
              memory);
    } finally {
      load.forEach(Process::destroyForcibly);
    }
  }

  private static String script(Kind kind) throws Exception {
    String scripts =
        IntStream.range(0, SCRIPTS)
            .mapToObj("vrrp_script s%d {\n    script /bin/true\n    interval 1\n}\n"::formatted)
            .collect(Collectors.joining());
    String tracked =
        IntStream.range(0, SCRIPTS).mapToObj("        s%d\n"::formatted).collect(Collectors.joining());
    Path file = configuration("a", 1, 200, 1_000, "");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("vrrp_instance", scripts + "vrrp_instance")
            .replace("    virtual_ipaddress", "    track_script {\n" + tracked + "    }\n    virtual_ipaddress"));
    try (Daemon daemon = new Daemon(kind, "a", file)) {
      Thread.sleep(10_000);
      double before = daemon.processorSecondsWithChildren();
      Thread.sleep(30_000);
      double spent = daemon.processorSecondsWithChildren() - before;
      return "%s µs CPU".formatted(number(spent / (30 * SCRIPTS) * 1e6));
    }
  }

  // ---------------------------------------------------------------- figures

  private static String distribution(List<Double> milliseconds) {
    return "median %s, max %s ms (n=%d)"
        .formatted(
            number(quantile(milliseconds, 0.5)),
            number(quantile(milliseconds, 1)),
            milliseconds.size());
  }

  private static double quantile(List<Double> values, double part) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.ceil(part * (sorted.size() - 1)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
  }

  // ---------------------------------------------------------------- hosts

  private static final Map<String, Process> SLEEPERS = new HashMap<>();

  private static void prepare() throws Exception {
    must("ip", "netns", "add", "bench-link");
    must("ip", "-n", "bench-link", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
    must("ip", "-n", "bench-link", "link", "set", "br0", "up");
    int number = 1;
    for (String host : List.of("a", "b")) {
      String space = "bench-" + host;
      must("ip", "netns", "add", space);
      must(
          "ip", "-n", "bench-link", "link", "add", "port-" + host, "type", "veth", "peer", "name", "eth0",
          "netns", space);
      must("ip", "-n", "bench-link", "link", "set", "port-" + host, "master", "br0", "up");
      must("ip", "-n", space, "address", "add", "10.99.0." + number++ + "/16", "dev", "eth0");
      must("ip", "-n", space, "link", "set", "eth0", "up");
      must("ip", "-n", space, "link", "set", "lo", "up");
      SLEEPERS.put(host, run("ip", "netns", "exec", space, "sleep", "7200"));
    }
  }

  private static long sleeper(String host) {
    return SLEEPERS.get(host).pid();
  }

  private static Path configuration(
      String host, int instances, int priority, int milliseconds, String global) throws IOException {
    StringBuilder text = new StringBuilder("global_defs {\n    router_id bench\n");
    text.append("    enable_script_security\n    script_user root\n").append(global);
    if (milliseconds != 1_000) {
      text.append("    vrrp_version 3\n");
    }
    text.append("}\n");
    for (int id = 1; id <= instances; id++) {
      text.append(
          """
          vrrp_instance VI_%d {
              state BACKUP
              interface eth0
              virtual_router_id %d
              priority %d
              advert_int %s
              virtual_ipaddress {
                  10.99.1.%d/16
              }
          }
          """
              .formatted(id, id, priority, milliseconds / 1000.0, id)
              .replace("1.0\n", "1\n"));
    }
    return Files.writeString(WORK.resolve(host + ".conf"), text);
  }

  /** A daemon on a host. */
  static final class Daemon implements AutoCloseable {
    private final Process process;
    private final Kind kind;
    private final String host;

    Daemon(Kind kind, String host, Path file) throws IOException {
      this.kind = kind;
      this.host = host;
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", "bench-" + host));
      command.addAll(
          kind == Kind.KEEPALIVED
              ? List.of("keepalived", "-n", "-l", "-r", WORK.resolve(host + ".vrrp.pid").toString())
              : List.of(relaisd, "-n", "-l"));
      command.addAll(
          List.of("-f", file.toString(), "-p", WORK.resolve(host + ".pid").toString()));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(WORK.resolve(host + ".log").toFile()))
              .start();
      STARTED.add(process);
    }

    /** The process that runs VRRP. */
    private long worker() {
      return kind == Kind.KEEPALIVED
          ? process.children().findFirst().map(ProcessHandle::pid).orElse(process.pid())
          : process.pid();
    }

    /** Without a chance to say goodbye; returns when. */
    long kill() throws InterruptedException, IOException {
      List<ProcessHandle> all =
          Stream.concat(process.children(), Stream.of(process.toHandle())).toList();
      // keepalived's parent would start another child, and its death would be an orderly end for it.
      run("kill", "-STOP", String.valueOf(process.pid())).waitFor(10, TimeUnit.SECONDS);
      long at = now();
      all.forEach(ProcessHandle::destroyForcibly);
      process.waitFor(10, TimeUnit.SECONDS);
      // A zombie that nobody has collected yet would count as a daemon that runs.
      for (String name : List.of("a.pid", "a.vrrp.pid", "b.pid", "b.vrrp.pid")) {
        if (name.startsWith(host)) {
          WORK.resolve(name).toFile().delete();
        }
      }
      return at;
    }

    long terminate() {
      long at = now();
      process.destroy();
      return at;
    }

    double processorSeconds() throws IOException {
      return ticks(13, 14) / 100.0;
    }

    double processorSecondsWithChildren() throws IOException {
      return ticks(13, 14, 15, 16) / 100.0;
    }

    private long ticks(int... fields) throws IOException {
      String stat = Files.readString(Path.of("/proc/" + worker() + "/stat"));
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Arrays.stream(fields).mapToLong(field -> Long.parseLong(words[field - 2])).sum();
    }

    /** Resident, and the part of it that is its own. */
    String memory() throws IOException {
      Map<String, Long> sizes = new HashMap<>();
      for (String line : Files.readAllLines(Path.of("/proc/" + worker() + "/smaps_rollup"))) {
        String[] words = line.trim().split("\\s+");
        if (words.length == 3 && words[2].equals("kB")) {
          sizes.put(words[0], Long.parseLong(words[1]));
        }
      }
      return "%d MB resident".formatted(sizes.get("Rss:") / 1024);
    }

    @Override
    public void close() throws Exception {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    }
  }

  /** What is on the wire, with the time stamps of the kernel. */
  static final class Capture implements AutoCloseable {
    private final Path file;
    private final Process process;

    Capture() throws Exception {
      file = Files.createTempFile(WORK, "wire", ".pcap");
      process =
          run(
              "ip", "netns", "exec", "bench-link", "tcpdump", "-i", "port-a", "-n", "-U", "-B", "8192", "-s", "96",
              "--time-stamp-precision=nano", "--immediate-mode", "-Z", "root", "-w", file.toString(),
              "ip proto 112");
      Daemons.await(() -> file.toFile().length() >= 24, "tcpdump");
      Thread.sleep(300);
    }

    List<Seen> all() throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      List<Seen> seen = new ArrayList<>();
      int at = 24;
      while (at + 16 <= bytes.capacity()) {
        int length = bytes.getInt(at + 8);
        int frame = at + 16;
        if (frame + length > bytes.capacity()) {
          break;
        }
        long time = bytes.getInt(at) * 1_000_000_000L + bytes.getInt(at + 4);
        int header = frame + 14 + (bytes.get(frame + 14) & 0x0F) * 4;
        seen.add(
            new Seen(
                time, bytes.get(frame + 29) & 0xFF, bytes.get(header + 1) & 0xFF, bytes.get(header + 2) & 0xFF));
        at = frame + length;
      }
      return seen;
    }

    /** How many virtual routers of a host have advertised since a moment. */
    long heard(int source, long since) {
      try {
        return all().stream()
            .filter(seen -> seen.source() == source && seen.at() > since)
            .map(Seen::virtualRouterId)
            .distinct()
            .count();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Everything, once there is a packet of a kind after a moment. */
    List<Seen> await(Predicate<Seen> wanted, long afterMilliseconds) throws Exception {
      List<List<Seen>> result = new ArrayList<>();
      Daemons.await(
          () -> {
            try {
              List<Seen> now = all();
              if (now.stream().anyMatch(s -> s.at() / 1_000_000 >= afterMilliseconds && wanted.test(s))) {
                result.add(now);
                return true;
              }
              return false;
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          },
          "a packet");
      return result.getFirst();
    }

    @Override
    public void close() throws Exception {
      process.destroy();
      process.waitFor(5, TimeUnit.SECONDS);
      Files.deleteIfExists(file);
    }
  }

  // ---------------------------------------------------------------- processes

  /** Something to wait for. */
  interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, String what) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        for (String host : Set.of("a", "b")) {
          Path log = WORK.resolve(host + ".log");
          if (Files.exists(log)) {
            List<String> lines = Files.readAllLines(log);
            lines.subList(Math.max(0, lines.size() - 15), lines.size()).forEach(System.err::println);
          }
        }
        throw new IllegalStateException("waited 30 s for " + what);
      }
      Thread.sleep(0, 200_000);
    }
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static Process run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    STARTED.add(process);
    return process;
  }

  private static void must(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("relais-bench");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void leaveNothing() {
    for (Process process : STARTED) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    try {
      for (String space : List.of("bench-a", "bench-b", "bench-link")) {
        new ProcessBuilder("ip", "netns", "delete", space).start().waitFor();
      }
      try (Stream<Path> files = Files.walk(WORK)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("bench: " + e);
    }
  }
}
