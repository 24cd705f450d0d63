package dev.relais.lint.rules.ipvs;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** A check that does not say what it looks at is dropped, and its server counts as healthy. */
public final class CheckIncomplete implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4020",
          "check-incomplete",
          Severity.ERROR,
          "0.1",
          "A check does not say what it checks.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      for (RealServer real : service.source().realServers()) {
        real.checks().forEach(check -> check(check, sink));
      }
    }
  }

  private static void check(HealthCheck check, Sink sink) {
    switch (check) {
      case HealthCheck.Http http -> http(http, sink);
      case HealthCheck.Misc misc -> needs(misc, "misc_path", "misc-no-path", sink);
      case HealthCheck.TrackedFile file -> needs(file, "track_file", "file-check-no-file", sink);
      case HealthCheck.Bfd bfd -> needs(bfd, "name", "bfd-check-no-name", sink);
      default -> {}
    }
  }

  private static void http(HealthCheck.Http http, Sink sink) {
    if (http.pages().isEmpty()) {
      sink.report(
          Diagnostic.of(INFO, http.span(), "`%s` has no `url`.".formatted(http.span().text()))
              .keepalived(
                  Keepalived.reports("http-no-url", "drops the check; 2.2.7 crashes in its test"))
              .help("add `url { path / }`"));
    }
    for (HealthCheck.Page page : http.pages()) {
      if (!page.settings().has("path")) {
        sink.report(
            Diagnostic.of(INFO, page.span(), "This `url` has no `path`.")
                .keepalived(Keepalived.reports("http-url-no-path", "drops the url"))
                .help("write `path /`, or the page that it should fetch"));
      }
    }
  }

  private static void needs(HealthCheck check, String keyword, String id, Sink sink) {
    if (!check.settings().has(keyword)) {
      sink.report(
          Diagnostic.of(
                  INFO, check.span(), "`%s` has no `%s`.".formatted(check.span().text(), keyword))
              .keepalived(Keepalived.reports(id, "drops the check"))
              .help("write `%s` with what it should look at".formatted(keyword)));
    }
  }
}
