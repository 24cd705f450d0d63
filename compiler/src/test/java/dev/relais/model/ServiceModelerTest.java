package dev.relais.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.ast.Config;
import dev.relais.ast.HealthCheck;
import dev.relais.bind.ConfigReader;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a check does not say its server says, or its service, or nobody. The expected values are
 * those of a running keepalived 2.2.7, as its data dump shows them.
 */
class ServiceModelerTest {
  private static final String CHECKS =
      """
          TCP_CHECK {
          }
          HTTP_GET {
              url {
                  path /
              }
          }
          SMTP_CHECK {
          }
          DNS_CHECK {
          }
          UDP_CHECK {
          }
          PING_CHECK {
          }
          MISC_CHECK {
              misc_path /bin/true
          }
      """;

  @Test
  void checksInheritFromTheirServerAndItsService() {
    VirtualService service =
        service(
            """
            virtual_server 10.0.0.1 80 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                delay_loop 7
                retry 9
                delay_before_retry 11
                connect_timeout 13
                warmup 5
                alpha
                inhibit_on_failure
                weight 17
                quorum 2
                real_server 10.0.0.2 80 {
            """
                + CHECKS
                + """
                    }
                    real_server 10.0.0.3 80 {
                        retry 19
                        delay_loop 23
                        delay_before_retry 29
                        connect_timeout 31
                        warmup 37
                        alpha off
                        weight 3
                        TCP_CHECK {
                            connect_timeout 41
                        }
                        SMTP_CHECK {
                        }
                    }
                }
                """);
    assertEquals(List.of(17, 3), service.servers().stream().map(s -> s.weight()).toList());
    assertEquals(List.of(true, true), service.servers().stream().map(s -> s.inhibit()).toList());
    assertEquals(2, service.quorum());
    assertEquals(
        """
        Tcp 7 5 9 11 13 true
        Http 7 5 9 11 13 true
        Smtp 7 5 9 11 13 true
        Dns 7 5 9 11 13 true
        Udp 7 5 9 11 13 true
        Ping 7 5 9 11 13 true
        Misc 7 5 9 11 7 true
        Tcp 23 37 19 29 41 false
        Smtp 23 37 19 29 31 false
        """,
        checks(service));
  }

  @Test
  void eachKindOfCheckHasItsOwnStandard() {
    VirtualService service =
        service(
            """
            virtual_server 10.0.0.4 80 {
                real_server 10.0.0.2 80 {
            """
                + CHECKS
                + "}\n}\n");
    assertEquals("wlc", service.scheduler().value());
    assertEquals("NAT", service.forwarding().value().name());
    assertEquals(Optional.of("UDP"), service.protocol());
    assertEquals(60, service.delayLoop().toSeconds());
    assertEquals(1, service.quorum());
    assertEquals(0, service.hysteresis());
    assertEquals(
        """
        Tcp 60 60 1 1 5 false
        Http 60 60 1 3 5 false
        Smtp 60 60 1 1 5 false
        Dns 60 60 3 60 5 false
        Udp 60 60 1 1 5 false
        Ping 60 60 1 1 5 false
        Misc 60 60 0 1 60 false
        """,
        checks(service));
  }

  @Test
  void whatKeepalivedDropsIsNotThere() {
    VirtualService service =
        service(
            """
            virtual_server 10.0.0.1 80 {
                lb_kind DR
                quorum 7
                hysteresis 9
                weight 2
                sorry_server 2001:db8::9 80
                real_server 10.0.0.2 81 {
                }
                real_server 10.0.0.2 81 {
                }
                real_server 2001:db8::2 80 {
                }
            }
            """);
    assertEquals(1, service.servers().size());
    assertEquals(80, service.servers().getFirst().port());
    assertEquals(2, service.quorum());
    assertEquals(1, service.hysteresis());
    assertEquals(Optional.empty(), service.sorryServer());
  }

  private static String checks(VirtualService service) {
    return service.servers().stream()
        .flatMap(server -> server.checks().stream())
        .map(check ->
            "%s %d %d %d %d %d %s%n"
                .formatted(
                    kind(check.source()),
                    check.delayLoop().toSeconds(),
                    check.warmup().toSeconds(),
                    check.retries(),
                    check.delayBeforeRetry().toSeconds(),
                    check.timeout().toSeconds(),
                    check.alpha()))
        .collect(Collectors.joining());
  }

  private static String kind(HealthCheck check) {
    return check.getClass().getSimpleName();
  }

  private static VirtualService service(String text) {
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    Config config =
        ConfigReader.read(SourceFile.of("x", text), Environment.NONE, none, _ -> {}).config();
    return Modeler.resolve(config, Optional.empty()).services().getFirst();
  }
}
