package dev.relais.lint.rules.ipvs;

import dev.relais.ast.BfdInstance;
import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.schema.Spelling;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a check follows has to be defined before it, and once. */
public final class UndefinedCheckSource implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4021",
              "undefined-check-source",
              Severity.ERROR,
              "0.1",
              "A check follows a BFD session or a file that is not defined before it.")
          .fixable(Fixable.BOTH);

  private static final Set<String> FILES = Set.of("track_file", "vrrp_track_file");
  private static final Set<String> SESSIONS = Set.of("bfd_instance");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Set<String> files = new HashSet<>();
    Map<String, BfdInstance> sessions = new HashMap<>();
    for (TopBlock block : model.config().blocks()) {
      switch (block) {
        case BfdInstance session -> sessions.put(session.name().value(), session);
        case VirtualServer server ->
            server
                .realServers()
                .forEach(real -> new Look(model, server, files, sessions, sink).at(real));
        default -> trackedFile(block).ifPresent(files::add);
      }
    }
  }

  /** The name of {@code track_file NAME} or {@code vrrp_track_file NAME}. */
  private static Optional<String> trackedFile(TopBlock block) {
    String[] words = block.span().text().split("\\s+", 2);
    return words.length == 2 && words[0].endsWith("track_file")
        ? Optional.of(words[1].replace("\"", ""))
        : Optional.empty();
  }

  /**
   * A look at one virtual server.
   *
   * @param files that are defined before it
   * @param sessions that are defined before it
   */
  private record Look(
      Model model,
      VirtualServer server,
      Set<String> files,
      Map<String, BfdInstance> sessions,
      Sink sink) {

    void at(RealServer real) {
      Map<String, HealthCheck.Bfd> followed = new HashMap<>();
      for (HealthCheck check : real.checks()) {
        switch (check) {
          case HealthCheck.TrackedFile file ->
              file.file()
                  .filter(name -> !files.contains(name.value()))
                  .ifPresent(name ->
                      sink.report(
                          undefined(name, "`track_file`", "file-check-unknown")
                              .fix(defined(name, FILES))));
          case HealthCheck.Bfd bfd ->
              bfd.session().ifPresent(name -> session(real, name, bfd, followed));
          default -> {}
        }
      }
    }

    private void session(
        RealServer real,
        Located<String> name,
        HealthCheck.Bfd check,
        Map<String, HealthCheck.Bfd> followed) {
      BfdInstance session = sessions.get(name.value());
      HealthCheck.Bfd first = followed.putIfAbsent(name.value(), check);
      if (session == null) {
        sink.report(
            undefined(name, "`bfd_instance`", "bfd-check-unknown").fix(defined(name, SESSIONS)));
      } else if (!session.isForChecks()) {
        sink.report(
            undefined(name, "`bfd_instance` for checks", "bfd-check-unknown")
                .also(session.span(), "this one is for VRRP only")
                .fix(forChecks(session)));
      } else if (first != null) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    name.span(),
                    "This real server follows session `%s` already.".formatted(name.value()))
                .severity(Severity.WARNING)
                .also(first.session().orElse(name).span(), "the first check")
                .keepalived(Keepalived.reports("bfd-check-duplicate", "drops the second check"))
                .help("remove one of them")
                .fix(
                    real.settings()
                        .removalOf(
                            check.span(), "Remove the second one.", saysTheSame(first, check))));
      }
    }

    /**
     * One that is defined further down is moved; else the one that is spelt most alike is meant.
     */
    private Optional<Fix> defined(Located<String> name, Set<String> keywords) {
      List<Setting> definitions =
          model.config().top().stream()
              .filter(block -> keywords.contains(block.keyword().name()))
              .toList();
      Optional<Setting> later =
          definitions.stream()
              .filter(block -> nameOf(block).filter(name.value()::equals).isPresent())
              .findFirst();
      if (later.isPresent()) {
        return later
            .get()
            .statement()
            .moveAbove(server.span())
            .map(edits -> new Fix("Move its block above this one.", true, edits));
      }
      List<String> names = definitions.stream().flatMap(block -> nameOf(block).stream()).toList();
      return Spelling.nearest(name.value(), names)
          .map(other ->
              Fix.unsafe("Write `%s`.".formatted(other), new TextEdit(name.span(), other)));
    }

    private static Optional<String> nameOf(Setting block) {
      return block.first(String.class).map(Located::value);
    }

    private static Optional<Fix> forChecks(BfdInstance session) {
      return session
          .settings()
          .one("vrrp")
          .map(setting -> setting.statement().span())
          .filter(Edits::standsAlone)
          .map(line ->
              Fix.unsafe(
                  "Let checks follow the session as well.", Edits.lineBelow(line, "checker")));
    }

    private static boolean saysTheSame(HealthCheck one, HealthCheck other) {
      return words(one).equals(words(other));
    }

    private static List<String> words(HealthCheck check) {
      return check.settings().stream().map(setting -> setting.statement().text()).toList();
    }
  }

  private static Diagnostic undefined(Located<String> name, String what, String check) {
    return Diagnostic.of(
            INFO,
            name.span(),
            "No %s `%s` is defined before this check.".formatted(what, name.value()))
        .keepalived(Keepalived.reports(check, "drops the check"))
        .help("define it further up, or correct the name");
  }
}
