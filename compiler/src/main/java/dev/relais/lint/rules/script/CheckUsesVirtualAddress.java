package dev.relais.lint.rules.script;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.Tracking;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** On a host that is not MASTER, such a check asks the other host. */
public final class CheckUsesVirtualAddress implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5011",
          "check-uses-virtual-address",
          Severity.WARNING,
          "0.1",
          "A check of an instance asks the virtual address of that instance.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      for (Tracking tracking : instance.tracked()) {
        tracking
            .script()
            .source()
            .command()
            .ifPresent(command ->
                address(instance, command.value())
                    .ifPresent(
                        address -> sink.report(found(instance, tracking, command, address))));
      }
    }
  }

  private static Optional<IpAddress> address(Instance instance, List<String> command) {
    String text = String.join(" ", command);
    return instance
        .held()
        .map(held -> held.prefix().value().address())
        .filter(address -> names(text, address))
        .findFirst();
  }

  /** Whether a text has an address in it that is no part of a longer one. */
  private static boolean names(String text, IpAddress address) {
    return Pattern.compile(
            "(?<![0-9a-fA-F.:])" + Pattern.quote(address.toString()) + "(?![0-9.]*[0-9a-fA-F])")
        .matcher(text)
        .find();
  }

  private static Diagnostic found(
      Instance instance, Tracking tracking, Located<List<String>> command, IpAddress address) {
    return Diagnostic.of(
            INFO,
            command.span(),
            "`%s` asks `%s`, which only the MASTER of `%s` holds."
                .formatted(tracking.script().name().value(), address, instance.name().value()))
        .also(tracking.source().span(), "tracked here")
        .keepalived(
            Keepalived.silent(
                "fails on all hosts at once while nobody holds the address, and tells a BACKUP about the other host"))
        .help("ask the service on an address of the host itself, such as `127.0.0.1`");
  }
}
