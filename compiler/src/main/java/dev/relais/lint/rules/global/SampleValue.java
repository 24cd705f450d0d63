package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Addresses and recipients of the sample that comes with keepalived belong to nobody. */
public final class SampleValue implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2045",
          "sample-value",
          Severity.WARNING,
          "0.1",
          "A value of the sample file was left in.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Set<IpAddress> SERVERS = Set.of(IpAddress.of("192.168.200.1"));
  private static final Set<IpAddress> ADDRESSES =
      Set.of(
          IpAddress.of("192.168.200.16"),
          IpAddress.of("192.168.200.17"),
          IpAddress.of("192.168.200.18"));

  @Override
  public void check(Model model, Sink sink) {
    for (GlobalDefs block : model.config().all(GlobalDefs.class).toList()) {
      block
          .settings()
          .one("smtp_server")
          .flatMap(setting -> setting.first(IpAddress.class))
          .filter(server -> SERVERS.contains(server.value()))
          .ifPresent(server ->
              sink.report(
                  found(
                      server.span(),
                      "`%s` is the mail server of the sample file.".formatted(server.value()),
                      "sends every alert to a host that is not yours, or not there",
                      "write your mail server, or remove the mail settings")));
      recipients(block)
          .findFirst()
          .ifPresent(word ->
              sink.report(
                  found(
                          word,
                          "`%s` is an address of the sample file.".formatted(word.text()),
                          "sends mail with an address that nobody reads",
                          "write your own address, or remove the mail settings")
                      .severity(Severity.NOTE)));
    }
    for (Instance instance : model.instances()) {
      List<Instance.HeldAddress> sample =
          instance.addresses().stream()
              .filter(held -> ADDRESSES.contains(held.prefix().value().address()))
              .toList();
      if (!sample.isEmpty()) {
        sink.report(
            found(
                sample.getFirst().prefix().span(),
                "`%s` is a virtual address of the sample file."
                    .formatted(sample.getFirst().prefix().value().address()),
                "adds it to the interface, whatever its network is",
                "write the addresses of your network"));
      }
    }
  }

  private static Stream<SourceSpan> recipients(GlobalDefs block) {
    Stream<SourceSpan> list =
        block.settings().one("notification_email").stream()
            .flatMap(setting -> setting.lines().stream())
            .map(line -> line.keyword().span());
    Stream<SourceSpan> sender =
        block.settings().text("notification_email_from").map(Located::span).stream();
    return Stream.concat(list, sender).filter(word -> word.text().endsWith("@firewall.loc"));
  }

  private static Diagnostic found(SourceSpan place, String message, String effect, String help) {
    return Diagnostic.of(INFO, place, message).keepalived(Keepalived.silent(effect)).help(help);
  }
}
