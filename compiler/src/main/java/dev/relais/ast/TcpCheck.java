package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code TCP_CHECK}.
 *
 * @param span the keyword
 * @param connectAddress {@code connect_ip}
 * @param connectPort {@code connect_port}
 * @param connectTimeout {@code connect_timeout}
 * @param settings all of it, as written
 */
public record TcpCheck(
    SourceSpan span,
    Optional<Located<IpAddress>> connectAddress,
    Optional<Located<Integer>> connectPort,
    Optional<Located<Duration>> connectTimeout,
    Settings settings) {}
