package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code TCP_CHECK}.
 *
 * @param span the keyword
 * @param connectAddress {@code connect_ip}
 * @param connectPort {@code connect_port}
 * @param connectTimeout {@code connect_timeout}
 * @param others all other settings
 */
public record TcpCheck(
    SourceSpan span,
    Optional<Located<IpAddress>> connectAddress,
    Optional<Located<Integer>> connectPort,
    Optional<Located<Duration>> connectTimeout,
    List<Setting> others) {

  public TcpCheck {
    others = List.copyOf(others);
  }
}
