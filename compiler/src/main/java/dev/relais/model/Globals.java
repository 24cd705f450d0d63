package dev.relais.model;

import dev.relais.ast.ScriptUser;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * What {@code global_defs} says, all of its blocks together.
 *
 * @param routerId {@code router_id}
 * @param scriptSecurity where {@code enable_script_security} stands
 * @param scriptUser {@code script_user}
 * @param vrrpVersion {@code vrrp_version}
 * @param strict whether {@code vrrp_strict} holds
 */
public record Globals(
    Optional<Located<String>> routerId,
    Optional<SourceSpan> scriptSecurity,
    Optional<ScriptUser> scriptUser,
    Optional<Located<Integer>> vrrpVersion,
    boolean strict) {}
