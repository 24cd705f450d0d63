package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code global_defs}; the block may stand more than once.
 *
 * @param span the keyword
 * @param routerId {@code router_id}
 * @param enableScriptSecurity {@code enable_script_security}
 * @param scriptUser {@code script_user}
 * @param vrrpVersion {@code vrrp_version}
 * @param vrrpStrict {@code vrrp_strict}
 * @param dynamicInterfaces {@code dynamic_interfaces}
 * @param settings all of it, as written
 */
public record GlobalDefs(
    SourceSpan span,
    Optional<Located<String>> routerId,
    Optional<SourceSpan> enableScriptSecurity,
    Optional<ScriptUser> scriptUser,
    Optional<Located<Integer>> vrrpVersion,
    Optional<Located<Boolean>> vrrpStrict,
    Optional<SourceSpan> dynamicInterfaces,
    Settings settings)
    implements TopBlock {}
