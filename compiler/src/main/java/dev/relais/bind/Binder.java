package dev.relais.bind;

import dev.relais.ast.Config;
import dev.relais.ast.OtherBlock;
import dev.relais.ast.Setting;
import dev.relais.ast.TopBlock;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.schema.Target;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds the typed tree of a configuration. */
public final class Binder {
  private final Binding binding;
  private final GlobalBinder globals;
  private final ScriptBinder scripts;
  private final InstanceBinder instances;
  private final ServerBinder servers;

  private Binder(Binding binding) {
    this.binding = binding;
    globals = new GlobalBinder(binding);
    scripts = new ScriptBinder(binding);
    instances = new InstanceBinder(binding);
    servers = new ServerBinder(binding);
  }

  /**
   * Binds the statements of a configuration.
   *
   * @param statements of the top level
   * @param main the file that was read first
   * @param target the release that it is for
   * @param sink where findings go
   */
  public static Config bind(List<Statement> statements, SourceFile main, Target target, Sink sink) {
    return new Binder(new Binding(target, sink)).config(statements, main);
  }

  private Config config(List<Statement> statements, SourceFile main) {
    if (statements.isEmpty()) {
      binding
          .sink()
          .report(
              Diagnostic.of(BindRules.EMPTY, main.span(0, 0), "This configuration says nothing.")
                  .keepalived(Keepalived.silent("starts and does nothing")));
    }
    BlockReader top = binding.top(statements);
    List<TopBlock> blocks = new ArrayList<>();
    List<Setting> settings = new ArrayList<>();
    for (Entry entry : top.all()) {
      if (entry.keyword().kind().hasBraces()) {
        block(entry).ifPresent(blocks::add);
      } else {
        settings.add(entry.setting());
      }
    }
    for (Optional<Entry> next = binding.nextMisplaced();
        next.isPresent();
        next = binding.nextMisplaced()) {
      block(next.get()).ifPresent(blocks::add);
    }
    return new Config(main, blocks, settings);
  }

  private Optional<? extends TopBlock> block(Entry entry) {
    return switch (entry.keyword().name()) {
      case "global_defs" -> Optional.of(globals.bind(entry));
      case "vrrp_script" -> binding.named(entry).map(name -> scripts.bind(entry, name));
      case "vrrp_instance" -> binding.named(entry).map(name -> instances.bind(entry, name));
      case "virtual_server" -> servers.bind(entry);
      default -> Optional.of(other(entry));
    };
  }

  /** A block without a record: its keywords are looked up all the same, and those of its blocks. */
  private OtherBlock other(Entry entry) {
    binding.lookUp(entry);
    return new OtherBlock(entry.span(), entry.keyword(), entry.statement());
  }
}
