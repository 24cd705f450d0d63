package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Ipvlan;
import dev.relais.ast.VirtualMac;
import dev.relais.ast.VrrpInstance;
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
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Each interface that keepalived makes belongs to one instance. */
public final class InterfaceNameTaken implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2028",
              "interface-name-taken",
              Severity.ERROR,
              "0.1",
              "An instance uses the interface that another one makes for itself.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private record Taken(Instance instance, Located<String> name) {}

  @Override
  public void check(Model model, Sink sink) {
    Map<String, Taken> taken = new HashMap<>();
    for (Instance instance : model.instances()) {
      for (Located<String> name : own(instance.source())) {
        Taken earlier = taken.putIfAbsent(name.value(), new Taken(instance, name));
        if (earlier != null) {
          sink.report(twice(name, earlier));
        }
      }
    }
    for (Instance instance : model.instances()) {
      Stream.concat(
              instance.source().addresses().stream(),
              instance.source().excludedAddresses().stream())
          .flatMap(line -> line.interfaceName().stream())
          .forEach(name -> {
            Taken owner = taken.get(name.value());
            if (owner != null && !owner.instance().equals(instance)) {
              sink.report(foreign(name, owner));
            }
          });
    }
  }

  private static List<Located<String>> own(VrrpInstance source) {
    return Stream.concat(
            source.virtualMac().flatMap(VirtualMac::name).stream(),
            source.ipvlan().flatMap(Ipvlan::name).stream())
        .toList();
  }

  private static Diagnostic twice(Located<String> name, Taken earlier) {
    return Diagnostic.of(
            INFO,
            name.span(),
            "Instance `%s` makes an interface `%s` as well."
                .formatted(earlier.instance().name().value(), name.value()))
        .also(earlier.name().span(), "here")
        .keepalived(Keepalived.reports("vmac-name-used", "makes up another name"))
        .help("give each its own name, or none")
        .fix(Fix.unsafe("Remove the name.", Edits.removeWords(name.span())));
  }

  private static Diagnostic foreign(Located<String> name, Taken owner) {
    return Diagnostic.of(
            INFO,
            name.span(),
            "`%s` is the interface that instance `%s` makes for itself."
                .formatted(name.value(), owner.instance().name().value()))
        .also(owner.name().span(), "here")
        .keepalived(Keepalived.reports("vmac-vip-conflict", "keeps the instance in FAULT"))
        .help("name the interface below it")
        .fix(
            owner
                .instance()
                .interfaceName()
                .map(below ->
                    Fix.unsafe(
                        "Write `%s`.".formatted(below.value()),
                        new TextEdit(name.span(), below.value()))));
  }
}
