package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code use_vmac}: the instance has an interface of its own with the address of the virtual
 * router. All lines of an instance together.
 *
 * @param span the first keyword
 * @param name of the interface
 * @param address its MAC address, six octets or the first five
 * @param group of the interface
 * @param notifies {@code netlink_notify_msg}
 */
public record VirtualMac(
    SourceSpan span,
    Optional<Located<String>> name,
    Optional<Located<String>> address,
    Optional<Located<String>> group,
    boolean notifies) {}
