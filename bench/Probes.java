import com.sun.management.OperatingSystemMXBean;
import dev.relais.os.MonotonicClock;
import dev.relais.os.Prober;
import dev.relais.os.Reactor;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.port.Input;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What it costs to open and close connections to servers on loopback at a steady rate, by the
 * channels of the JDK and by the prober of the daemon. {@code bench/probes.sh} runs it, each way in
 * a JVM of its own with the flags of the daemon, and the servers in another one.
 */
final class Probes {
  private static final int SERVERS = 100;
  private static final int FIRST_PORT = 21_000;
  private static final int RATE = Integer.getInteger("rate", 1_000);
  private static final int SECONDS = Integer.getInteger("seconds", 20);
  private static final int WARM_UP = 5;
  private static final long STEP = 10_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Opens connections, and counts those that were good. */
  interface Way {
    void open(int count) throws Exception;

    /** Waits for at most some nanoseconds. */
    void await(long nanoseconds) throws Exception;

    long good();
  }

  private Probes() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "serve" -> serve();
      case "jdk" -> measure("JDK channels", new Channels());
      case "foreign" -> measure("prober", new Foreign());
      default -> throw new IllegalArgumentException("serve, jdk or foreign");
    }
  }

  private static void serve() throws IOException {
    Selector selector = Selector.open();
    for (int i = 0; i < SERVERS; i++) {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.configureBlocking(false);
      server.bind(new InetSocketAddress("127.0.0.1", FIRST_PORT + i), 1_000);
      server.register(selector, SelectionKey.OP_ACCEPT);
    }
    System.out.println("ready");
    ByteBuffer buffer = ByteBuffer.allocate(1_024);
    while (true) {
      selector.select(
          key -> {
            try {
              if (key.channel() instanceof ServerSocketChannel server) {
                SocketChannel channel = server.accept();
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
              } else if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) {
                key.channel().close();
              }
            } catch (IOException e) {
              key.cancel();
            }
          });
    }
  }

  private static void measure(String name, Way way) throws Exception {
    run(way, WARM_UP);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long computed = system.getProcessCpuTime();
    long before = way.good();
    long asked = run(way, SECONDS);
    double seconds = (system.getProcessCpuTime() - computed) / 1e9;
    long good = way.good() - before;
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%-14s %6d of %6d connections in %d s: %.2f s of computing, %.1f µs each, %s resident,"
            + " %.1f MB of heap%n",
        name,
        good,
        asked,
        SECONDS,
        seconds,
        seconds * 1e6 / good,
        resident(),
        heap / 1e6);
    System.exit(0);
  }

  private static long run(Way way, int seconds) throws Exception {
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    long asked = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      long due = (now - start) * RATE / 1_000_000_000L;
      way.open((int) (due - asked));
      asked = due;
      way.await(STEP);
    }
    for (int i = 0; i < 20; i++) {
      way.await(STEP);
    }
    return asked;
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .findFirst()
        .orElse("")
        .replaceAll("VmRSS:\\s*", "");
  }

  /** One thread and a selector. */
  private static final class Channels implements Way {
    private final Selector selector = Selector.open();
    private int next;
    private long good;

    private Channels() throws IOException {}

    @Override
    public void open(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        if (channel.connect(
            new InetSocketAddress("127.0.0.1", FIRST_PORT + next++ % SERVERS))) {
          good++;
          channel.close();
        } else {
          channel.register(selector, SelectionKey.OP_CONNECT);
        }
      }
    }

    @Override
    public void await(long nanoseconds) throws IOException {
      long end = System.nanoTime() + nanoseconds;
      for (long left = nanoseconds; left > 0; left = end - System.nanoTime()) {
        selector.select(this::connected, Math.ceilDiv(left, 1_000_000L));
      }
    }

    private void connected(SelectionKey key) {
      SocketChannel channel = (SocketChannel) key.channel();
      try {
        if (channel.finishConnect()) {
          good++;
        }
        channel.close();
      } catch (IOException e) {
        key.cancel();
      }
    }

    @Override
    public long good() {
      return good;
    }
  }

  /** The prober, with a deadline for each connection and a second thread for the results. */
  private static final class Foreign implements Way {
    private final MonotonicClock clock = new MonotonicClock();
    private final Reactor reactor = new Reactor();
    private final Prober prober = new Prober(reactor);
    private long id;
    private long good;

    private Foreign() throws Exception {}

    @Override
    public void open(int count) {
      for (int i = 0; i < count; i++) {
        int port = FIRST_PORT + (int) (id % SERVERS);
        prober.begin(
            ++id, new Probe.Tcp(Probe.Target.of(IpAddress.of("127.0.0.1"), port, TIMEOUT)), 0);
      }
    }

    @Override
    public void await(long nanoseconds) throws Exception {
      Duration end = clock.now().plusNanos(nanoseconds);
      while (clock.now().compareTo(end) < 0) {
        for (Input input : reactor.await(Optional.of(end))) {
          if (input instanceof Input.Probed probed && probed.result().good()) {
            good++;
          }
        }
      }
    }

    @Override
    public long good() {
      return good;
    }
  }
}
