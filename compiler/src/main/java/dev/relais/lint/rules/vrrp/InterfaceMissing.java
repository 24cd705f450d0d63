package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Ipvlan;
import dev.relais.ast.VirtualMac;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.schema.Release;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** Every instance needs an interface, or knows from which address it sends. */
public final class InterfaceMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2016",
          "interface-missing",
          Severity.ERROR,
          "0.1",
          "An instance has no interface to run on.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Release WITHOUT_INTERFACE = new Release(List.of(2, 2, 8));

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      // One that is written and cannot be used was reported where it is written.
      boolean written = instance.source().settings().has("interface");
      if (instance.interfaceName().isEmpty() && !written) {
        missing(model, instance).ifPresent(sink::report);
      }
    }
  }

  private static Optional<Diagnostic> missing(Model model, Instance instance) {
    VrrpInstance source = instance.source();
    if (!instance.isUnicast()) {
      return Optional.of(
          found(
              instance,
              source.span(),
              source.virtualMac().isPresent() ? "vmac-without-interface" : "interface-missing"));
    }
    Optional<SourceSpan> own =
        source.virtualMac().map(VirtualMac::span).or(() -> source.ipvlan().map(Ipvlan::span));
    if (own.isPresent()) {
      return Optional.of(found(instance, own.get(), "vmac-unicast-no-interface"));
    }
    if (source.sourceAddress().isEmpty()) {
      return Optional.of(found(instance, source.span(), "unicast-no-source"));
    }
    Located<IpAddress> sender = source.sourceAddress().get();
    if (sender.value().inet().isLinkLocalAddress()) {
      return Optional.of(found(instance, sender.span(), "unicast-linklocal-no-interface"));
    }
    if (!model.config().target().has(WITHOUT_INTERFACE)) {
      return Optional.of(found(instance, source.span(), "interface-missing"));
    }
    return source.addresses().stream()
        .filter(line -> line.interfaceName().isEmpty())
        .findFirst()
        .map(line ->
            Diagnostic.of(
                    INFO,
                    line.span(),
                    "Neither `%s` nor its instance names an interface."
                        .formatted(line.prefix().span().text()))
                .keepalived(Keepalived.reports("vip-no-interface", "drops the line"))
                .help("write `dev INTERFACE` behind the address"));
  }

  private static Diagnostic found(Instance instance, SourceSpan place, String check) {
    return Diagnostic.of(
            INFO, place, "Instance `%s` has no `interface`.".formatted(instance.name().value()))
        .keepalived(Keepalived.reports(check, "refuses to start"))
        .help("name the interface of the link on which the other hosts are");
  }
}
