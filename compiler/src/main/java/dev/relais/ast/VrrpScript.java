package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code vrrp_script NAME}.
 *
 * @param span keyword and name
 * @param name by which instances track it
 * @param hasScript whether {@code script} is there, even if it cannot be read
 * @param command program and arguments, at least the program
 * @param interval {@code interval}
 * @param timeout {@code timeout}
 * @param weight {@code weight}
 * @param rise {@code rise}
 * @param fall {@code fall}
 * @param user {@code user}
 * @param initFail {@code init_fail}
 * @param settings all of it, as written
 */
public record VrrpScript(
    SourceSpan span,
    Located<String> name,
    boolean hasScript,
    Optional<Located<List<String>>> command,
    Optional<Located<Duration>> interval,
    Optional<Located<Duration>> timeout,
    Optional<Located<Weight>> weight,
    Optional<Located<Integer>> rise,
    Optional<Located<Integer>> fall,
    Optional<ScriptUser> user,
    Optional<SourceSpan> initFail,
    Settings settings)
    implements TopBlock {}
