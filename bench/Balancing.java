import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures relaisd beside keepalived as balancers of load. {@code bench/balancing.sh} runs it, and
 * says how it measures. Outside it boots a kernel in which it runs once more, inside; from there
 * come lines in a file: a measure, which daemon, a value.
 */
final class Balancing {
  private static final int HEAVY = 7;
  private static final int PORT = 8080;
  private static final long LOOK_EVERY_MILLISECONDS = 20;
  private static final long LONGEST_SECONDS = 180;
  private static final int MEMORY_MEGABYTES = 1536;

  /** What is compared: relaisd also with plans that were compiled before. */
  private enum Kind {
    KEEPALIVED,
    RELAISD_OF_PLANS,
    RELAISD
  }

  /** What is compared, and its unit. */
  private enum Measure {
    START("1,000 services × 2: from the command", "s"),
    START_CHANGES("1,000 services × 2: from first to last change", "s"),
    ADDED("reload with one more: from the command", "s"),
    WEIGHTS("reload with all weights: from the command", "s"),
    WEIGHTS_CHANGES("reload with all weights: from first to last change", "s"),
    MEMORY("1,000 services × 2: memory", "MB"),
    CHECKS_CPU("5,000 checks: CPU in 30 s", "s"),
    CHECKS_MEMORY("5,000 checks: memory", "MB");

    private final String words;
    private final String unit;

    Measure(String words, String unit) {
      this.words = words;
      this.unit = unit;
    }
  }

  /** Virtual servers on addresses of their own; real ones on addresses of loopback. */
  private enum Configuration {
    SERVICES(1_000, 2, 1, 60),
    ONE_MORE(1_001, 2, 1, 60),
    WEIGHTS(1_001, 2, HEAVY, 60),
    CHECKS(50, 100, 1, 5);

    private final int services;
    private final int servers;
    private final int weight;
    private final int delay;

    Configuration(int services, int servers, int weight, int delay) {
      this.services = services;
      this.servers = servers;
      this.weight = weight;
      this.delay = delay;
    }

    long destinations() {
      return (long) services * servers;
    }

    String text() {
      StringBuilder text = new StringBuilder("global_defs {\n    router_id bench\n}\n");
      for (int service = 0; service < services; service++) {
        text.append(
            """
            virtual_server 10.1.%d.%d 80 {
                delay_loop %d
                lb_algo rr
                lb_kind NAT
                protocol TCP
            """
                .formatted(service / 250, service % 250 + 1, delay));
        for (int number = service * servers; number < (service + 1) * servers; number++) {
          text.append(
              """
                  real_server 127.1.%d.%d %d {
                      weight %d
                      TCP_CHECK {
                          connect_timeout 3
                      }
                  }
              """
                  .formatted(number / 250, number % 250 + 1, PORT, weight));
        }
        text.append("}\n");
      }
      return text.toString();
    }
  }

  private Balancing() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "outside" ->
          outside(
              Path.of(arguments[1]),
              Path.of(arguments[2]),
              Path.of(arguments[3]),
              Path.of(arguments[4]),
              Integer.parseInt(arguments[5]));
      case "inside" -> inside(arguments[1], Integer.parseInt(arguments[2]));
      case "serve" -> serve();
      default -> throw new IllegalArgumentException("outside, inside or serve");
    }
  }

  // ---------------------------------------------------------------- outside

  private static void outside(Path init, Path work, Path relais, Path relaisd, int rounds)
      throws Exception {
    for (Configuration configuration : Configuration.values()) {
      write(work.resolve(configuration + ".conf"), configuration.text());
      Process compiler =
          start(
              work.resolve("compiler.log"),
              relais.toString(), "compile", "-q", "-o", work.resolve(configuration + ".json").toString(),
              work.resolve(configuration + ".conf").toString());
      if (compiler.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(work.resolve("compiler.log")));
      }
    }
    write(work.resolve("environment"), environment());
    write(
        work.resolve("script"),
        """
        modprobe ip_vs
        modprobe ip_vs_rr
        # Connections are remembered for a minute: there are not ports enough for all of them.
        echo "1024 65535" >/proc/sys/net/ipv4/ip_local_port_range
        exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m \
            -cp classes Balancing inside "%s" %d
        """
            .formatted(relaisd, rounds));
    Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "relais");
    Process kernel = boot(init, work, memory);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(kernel, memory)));
    while (!kernel.waitFor(200, TimeUnit.MILLISECONDS)) {
      answer(kernel, work.resolve("asked"));
    }
    Map<Measure, Map<Kind, List<Double>>> values = new EnumMap<>(Measure.class);
    write(work.resolve("values"), "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    for (String line : Files.readAllLines(work.resolve("values"))) {
      String[] words = line.split(" ");
      values
          .computeIfAbsent(Measure.valueOf(words[0]), _ -> new EnumMap<>(Kind.class))
          .computeIfAbsent(Kind.valueOf(words[1]), _ -> new ArrayList<>())
          .add(Double.parseDouble(words[2]));
    }
    print(values);
    if (!Files.exists(work.resolve("status"))
        || !Files.readString(work.resolve("status")).equals("0\n")) {
      System.err.print(Files.readString(work.resolve("output")));
      System.exit(1);
    }
  }

  private static String environment() {
    return "export JAVA_HOME='%s' RELAIS_NO_BUILD=1 LC_ALL=C.UTF-8\n"
        .formatted(System.getProperty("java.home"));
  }

  /** As dev.relais.testkernel.TestKernel does, which says why. */
  private static Process boot(Path init, Path work, Path memory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "unshare", "--pid", "--fork", "--kill-child", "--mount-proc",
                "sh", "-c", "\"$@\"; exit 0", "sh",
                "timeout", "--signal=KILL", "3600",
                "linux.uml", "rootfstype=hostfs", "root=/dev/root", "rootflags=/", "ro",
                "init=" + init, "mem=" + MEMORY_MEGABYTES + "M", "uml_dir=" + memory,
                "con=null", "con0=null,fd:1", "quiet", "FOLDER=" + work)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("console").toFile());
    builder.environment().put("TMPDIR", memory.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** The guest asks how much CPU it has used by writing a name: the answer goes where it says. */
  private static void answer(Process kernel, Path asked) throws IOException {
    if (Files.exists(asked)) {
      String name = Files.readString(asked);
      if (!name.isEmpty()) {
        Files.delete(asked);
        long ticks =
            kernel.descendants().mapToLong(process -> processorTicks(process.pid())).sum();
        write(asked.resolveSibling(name), System.nanoTime() + " " + ticks + "\n");
      }
    }
  }

  /** Of a process and of its children that have ended; 0 if it has ended itself. */
  private static long processorTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return IntStream.range(11, 15).mapToLong(field -> Long.parseLong(words[field])).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static void print(Map<Measure, Map<Kind, List<Double>>> values) {
    System.out.println(
        """
        | measure | keepalived | relaisd with plans | ratio | relaisd | ratio |
        | --- | --- | --- | --- | --- | --- |""");
    values.forEach((measure, kinds) -> {
      double keepalived = median(kinds.get(Kind.KEEPALIVED));
      StringBuilder row = new StringBuilder("| " + measure.words);
      kinds.forEach((kind, all) -> {
        row.append(" | ").append(figures(all, measure.unit));
        if (kind != Kind.KEEPALIVED) {
          row.append(String.format(Locale.ROOT, " | %.2f", median(all) / keepalived));
        }
      });
      System.out.println(row + (kinds.containsKey(Kind.RELAISD) ? " |" : " | | |"));
    });
  }

  /** The median, and all in their order if there are several. */
  private static String figures(List<Double> values, String unit) {
    String all = String.join(", ", values.stream().sorted().map(Balancing::number).toList());
    return number(median(values)) + " " + unit + (values.size() == 1 ? "" : " (" + all + ")");
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }

  // ---------------------------------------------------------------- inside

  private static void inside(String relaisd, int rounds) throws Exception {
    Process servers =
        start(
            Path.of("/dev/null"),
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-cp", "classes",
            "Balancing", "serve");
    for (int round = 0; round < rounds; round++) {
      for (Kind kind : Kind.values()) {
        program(kind, relaisd);
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (Kind kind : List.of(Kind.KEEPALIVED, Kind.RELAISD_OF_PLANS)) {
        check(kind, relaisd);
      }
    }
    servers.destroy();
    servers.waitFor();
  }

  /** What the table of virtual services has. */
  private record Seen(long destinations, long heavy) {
    static Seen now() throws IOException {
      long destinations = 0;
      long heavy = 0;
      for (String line : Files.readAllLines(Path.of("/proc/net/ip_vs"))) {
        if (line.startsWith("  -> ") && !line.startsWith("  -> Remote")) {
          destinations++;
          heavy += line.split(" +")[4].equals(Integer.toString(HEAVY)) ? 1 : 0;
        }
      }
      return new Seen(destinations, heavy);
    }
  }

  private static void program(Kind kind, String relaisd) throws Exception {
    awaitDestinations(0, System.nanoTime(), kind);
    use(Configuration.SERVICES, kind);
    long begin = System.nanoTime();
    Process daemon = daemon(kind, relaisd);
    Times times = awaitDestinations(Configuration.SERVICES.destinations(), begin, kind);
    record(Measure.START, kind, times.fromCommand());
    record(Measure.START_CHANGES, kind, times.fromFirstChange());
    TimeUnit.SECONDS.sleep(10);

    use(Configuration.ONE_MORE, kind);
    begin = reload(daemon);
    times = awaitDestinations(Configuration.ONE_MORE.destinations(), begin, kind);
    record(Measure.ADDED, kind, times.fromCommand());
    TimeUnit.SECONDS.sleep(10);

    use(Configuration.WEIGHTS, kind);
    begin = reload(daemon);
    times = await(Seen::heavy, Configuration.WEIGHTS.destinations(), begin, kind);
    record(Measure.WEIGHTS, kind, times.fromCommand());
    record(Measure.WEIGHTS_CHANGES, kind, times.fromFirstChange());
    TimeUnit.SECONDS.sleep(10);
    record(Measure.MEMORY, kind, megabytes(daemon));

    end(daemon);
  }

  private static void check(Kind kind, String relaisd) throws Exception {
    use(Configuration.CHECKS, kind);
    Process daemon = daemon(kind, relaisd);
    awaitDestinations(Configuration.CHECKS.destinations(), System.nanoTime(), kind);
    TimeUnit.SECONDS.sleep(60);
    double[] before = processor();
    TimeUnit.SECONDS.sleep(30);
    double[] after = processor();
    record(Measure.CHECKS_CPU, kind, (after[1] - before[1]) / (after[0] - before[0]) * 30);
    record(Measure.CHECKS_MEMORY, kind, megabytes(daemon));
    if (Seen.now().destinations() != Configuration.CHECKS.destinations()) {
      throw new IllegalStateException(kind + " has removed servers");
    }
    end(daemon);
    awaitDestinations(0, System.nanoTime(), kind);
  }

  /** Puts it where the daemon finds it; what reading a file of the host costs is not measured. */
  private static void use(Configuration configuration, Kind kind) throws IOException {
    String form = kind == Kind.RELAISD_OF_PLANS ? ".json" : ".conf";
    Files.copy(Path.of(configuration + form), file(kind), StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path file(Kind kind) {
    return Path.of(kind == Kind.RELAISD_OF_PLANS ? "/run/bench.json" : "/run/bench.conf");
  }

  /** Seconds from the command, and from the last look at which nothing had changed yet. */
  private record Times(double fromCommand, double fromFirstChange) {}

  private static Times awaitDestinations(long count, long begin, Kind kind) throws Exception {
    return await(Seen::destinations, count, begin, kind);
  }

  private static Times await(ToLongFunction<Seen> of, long wanted, long begin, Kind kind)
      throws Exception {
    Seen first = Seen.now();
    Seen seen = first;
    long unchanged = System.nanoTime();
    while (of.applyAsLong(seen) != wanted) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
        throw new IllegalStateException(kind + " has come to " + seen + ", not to " + wanted);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLISECONDS);
      long now = System.nanoTime();
      seen = Seen.now();
      if (seen.equals(first)) {
        unchanged = now;
      }
    }
    long end = System.nanoTime();
    return new Times((end - begin) / 1e9, (end - unchanged) / 1e9);
  }

  private static Process daemon(Kind kind, String relaisd) throws IOException {
    return start(
        Path.of("/run/" + kind + ".log"),
        kind == Kind.KEEPALIVED ? "keepalived" : relaisd,
        // Where there is no syslog, what it is told goes to the console, which is slow.
        "-n", "-l", "-D", "-G", "-f", file(kind).toString(),
        "-p", "/run/bench.pid", "-r", "/run/bench.vrrp", "-c", "/run/bench.check");
  }

  private static long reload(Process daemon) throws Exception {
    Process signal = new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start();
    signal.waitFor();
    return System.nanoTime();
  }

  /** keepalived is killed by itself before it has removed thousands of services. */
  private static void end(Process daemon) throws Exception {
    daemon.destroy();
    if (!daemon.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end");
    }
    new ProcessBuilder("ipvsadm", "--clear").start().waitFor();
  }

  /** VmRSS of the daemon and its children. */
  private static double megabytes(Process daemon) {
    return Stream.concat(Stream.of(daemon.toHandle()), daemon.descendants())
            .mapToLong(process -> resident(process.pid()))
            .sum()
        / 1024.0;
  }

  private static long resident(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When, and how much CPU the guest has used until then, in seconds; from outside. */
  private static double[] processor() throws Exception {
    String name = "ticks-" + System.nanoTime();
    write(Path.of("asked"), name);
    while (!Files.exists(Path.of(name)) || Files.readString(Path.of(name)).isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLISECONDS);
    }
    String[] words = Files.readString(Path.of(name)).strip().split(" ");
    return new double[] {Long.parseLong(words[0]) / 1e9, Long.parseLong(words[1]) / 100.0};
  }

  private static void record(Measure measure, Kind kind, double value) throws IOException {
    write(
        Path.of("values"),
        "%s %s %s%n".formatted(measure, kind, value),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Accepts and closes. */
  private static void serve() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("0.0.0.0", PORT), 4096);
      while (true) {
        SocketChannel connection = server.accept();
        connection.close();
      }
    }
  }

  // ---------------------------------------------------------------- files and processes

  private static void write(Path file, String text, OpenOption... options) throws IOException {
    Files.writeString(file, text, options);
  }

  private static Process start(Path log, String... command) throws IOException {
    return new ProcessBuilder(Arrays.asList(command))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static void leaveNothing(Process kernel, Path memory) {
    kernel.destroyForcibly();
    try (Stream<Path> paths = Files.walk(memory)) {
      kernel.waitFor(10, TimeUnit.SECONDS);
      for (Path path : paths.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
