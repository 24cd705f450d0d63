package dev.relais.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the commands once over a small configuration with a mistake of each kind, so that the JVM
 * can record which classes they load: {@code -XX:AOTCacheOutput}. The launchers run it after a
 * build.
 */
public final class Training {
  private static final String CONFIGURATION =
      """
      global_defs {
          router_id training
          enable_script_security
      }
      $PRIORITY=100
      vrrp_script check {
          script "/bin/true 'a b'"
          interval 2
          weight 2
      }
      vrrp_instance A {
          state MASTER
          interface eth0
          virtual_router_id 51
          priority $PRIORITY
          nopreemt
          authentication {
              auth_type PASS
              auth_pass training
          }
          virtual_ipaddress {
              192.0.2.1/24 dev eth0
          }
          virtual_routes {
              default via 192.0.2.254
          }
          track_script {
              check
          }

      virtual_server 192.0.2.1 80 {
          lb_algo rr
          lb_kind DR
          protocol TCP
          real_server 192.0.2.2 81 {
              TCP_CHECK {
                  connect_timeout=3
              }
          }
      }
      """;

  /** One of two hosts with the address; its state and priority differ. */
  private static final String HOST =
      """
      global_defs {
          router_id training
          enable_script_security
          script_user root
      }
      vrrp_script check {
          script "/bin/pidof server"
          interval 2
          weight 2
          fall 2
          rise 2
      }
      vrrp_instance A {
          state %s
          interface eth0
          virtual_router_id 51
          priority %s
          advert_int 1
          authentication {
              auth_type PASS
              auth_pass training
          }
          virtual_ipaddress {
              192.0.2.1/24 dev eth1
          }
          virtual_routes {
              default via 192.0.2.254 dev eth1
          }
          track_script {
              check
          }
      }
      """;

  private static final String INVENTORY =
      """
      hosts:
        a:
          config: a.conf
          platform: openvz
          hypervisor: c
          container_id: 101
          interfaces:
            eth0: { address: 192.0.2.11/24, link: front }
            eth1: { method: manual }
          gateway: { via: 192.0.2.254, dev: eth0, follows: A }
          keepalived: debian-12
        b:
          config: b.conf
        c:
          platform: metal
          roles:
            - hypervisor
      drafts:
        - config: faulty.conf
          hosts: [a, b]
      """;

  private static final int SERVICES = 1_200;

  private Training() {}

  /**
   * Runs the commands.
   *
   * @param arguments {@code generate}, {@code lint} or {@code compile} for that command only,
   *     anything else for all but {@code generate}
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("relais-training");
    try {
      Files.writeString(folder.resolve("faulty.conf"), CONFIGURATION);
      Files.writeString(folder.resolve("a.conf"), HOST.formatted("MASTER", 101));
      Files.writeString(folder.resolve("b.conf"), HOST.formatted("BACKUP", 100));
      Files.writeString(folder.resolve("inventory.yaml"), INVENTORY);
      Files.writeString(folder.resolve("large.conf"), large(false));
      Files.writeString(folder.resolve("alike.conf"), large(true));
      String kind = arguments.length > 0 ? arguments[0] : "";
      List<List<String>> commands =
          switch (kind) {
            case "generate" -> generating(folder);
            case "lint" -> linting(folder);
            case "compile" -> compiling(folder);
            default ->
                Stream.of(linting(folder), checking(folder), compiling(folder))
                    .flatMap(List::stream)
                    .toList();
          };
      commands.forEach(Training::run);
    } finally {
      delete(folder);
    }
  }

  /** So many services that they are worked on in parts; where they are alike, one is read. */
  private static String large(boolean alike) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SERVICES; i++) {
      text.append(
          """
          virtual_server 198.51.%d.%d 80 { %s
              delay_loop 6
              lb_algo rr
              lb_kind NAT
              protocol TCP
              real_server 192.0.2.1 80 {
                  weight 1
                  TCP_CHECK {
                      connect_timeout 3
                  }
              }
          }
          """
              .formatted(i / 250, i % 250, alike ? "" : "# " + i));
    }
    return text.toString();
  }

  private static List<List<String>> linting(Path folder) {
    String faulty = folder.resolve("faulty.conf").toString();
    return List.of(
        List.of("lint", faulty),
        List.of("lint", "a=" + folder.resolve("a.conf"), "b=" + folder.resolve("b.conf")),
        List.of("lint", "--color", "always", "a=" + folder.resolve("a.conf"), faulty),
        List.of("lint", "-v", folder.toString()),
        List.of("lint", "--format", "json", folder.toString()),
        List.of("lint", "--format", "sarif", folder.toString()),
        List.of("lint", "--format", "gitlab", folder.toString()),
        List.of("lint", "--format", "github", folder.toString()),
        List.of("lint", folder.resolve("large.conf").toString()),
        List.of("lint", folder.resolve("alike.conf").toString()));
  }

  private static List<List<String>> checking(Path folder) {
    String faulty = folder.resolve("faulty.conf").toString();
    return List.of(
        List.of("--help"),
        List.of("lint", "--help"),
        List.of("explain", "KF3005"),
        List.of("rules"),
        List.of("fmt", "--stdout", faulty),
        List.of("fmt", "--stdout", folder.resolve("a.conf").toString()),
        List.of("ast", faulty),
        List.of("effective", faulty),
        List.of("effective", "--format", "json", faulty),
        List.of("diff", folder.resolve("a.conf").toString(), faulty),
        List.of("keywords", "vrrp_instance", "advert_int"));
  }

  private static List<List<String>> compiling(Path folder) {
    String host = folder.resolve("a.conf").toString();
    return List.of(
        List.of("compile", folder.resolve("faulty.conf").toString(), "-o", "-"),
        List.of("compile", host, "-o", "-"),
        List.of("compile", "-q", host, "-o", folder.resolve("plan.json").toString()));
  }

  private static List<List<String>> generating(Path folder) {
    String output = folder.resolve("out").toString();
    return List.of(
        List.of("generate", folder.toString(), "-o", output),
        List.of("generate", folder.toString(), "-o", output, "--check", "--diff"));
  }

  private static void run(List<String> command) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Main.run(
        command.toArray(String[]::new),
        new ByteArrayInputStream(new byte[0]),
        nowhere,
        nowhere,
        System.getenv());
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
