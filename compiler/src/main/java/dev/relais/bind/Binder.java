package dev.relais.bind;

import dev.relais.ast.Config;
import dev.relais.ast.OtherBlock;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.schema.Target;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Builds the typed tree of a configuration. */
public final class Binder {
  private final Binding binding;
  private final ScriptBinder scripts;
  private final InstanceBinder instances;
  private final SyncGroupBinder groups;
  private final ServerBinder servers;
  private final HostBinder host;

  private Binder(Binding binding) {
    this.binding = binding;
    scripts = new ScriptBinder(binding);
    instances = new InstanceBinder(binding);
    groups = new SyncGroupBinder(binding);
    servers = new ServerBinder(binding);
    host = new HostBinder(binding);
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
    Settings top = binding.top(statements);
    List<TopBlock> blocks = new ArrayList<>();
    List<Setting> settings = new ArrayList<>();
    Iterator<Optional<VirtualServer>> services = services(top).iterator();
    for (Setting setting : top.all()) {
      if (isService(setting)) {
        services.next().ifPresent(blocks::add);
      } else if (setting.keyword().kind().hasBraces()) {
        block(setting).ifPresent(blocks::add);
      } else {
        settings.add(setting);
      }
    }
    for (Optional<Setting> next = binding.nextMisplaced();
        next.isPresent();
        next = binding.nextMisplaced()) {
      block(next.get()).ifPresent(blocks::add);
    }
    GlobalsTwice.report(blocks, binding.sink());
    WordsTooNew.report(top, binding.target(), binding.sink());
    return new Config(main, binding.target(), blocks, new Settings(settings), top);
  }

  private static boolean isService(Setting setting) {
    return setting.keyword().name().equals("virtual_server");
  }

  /** All virtual servers: a large configuration is made of them. */
  private List<Optional<VirtualServer>> services(Settings top) {
    return binding.inParts(
        top.all("virtual_server"),
        (part, own) -> part.stream().map(new ServerBinder(own)::bind).toList());
  }

  private Optional<? extends TopBlock> block(Setting setting) {
    return switch (setting.keyword().name()) {
      case "global_defs" -> Optional.of(GlobalBinder.bind(setting));
      case "vrrp_script" -> binding.named(setting).map(name -> scripts.bind(setting, name));
      case "vrrp_instance" -> binding.named(setting).map(name -> instances.bind(setting, name));
      case "virtual_server_group" -> new GroupReader(binding).read(setting);
      case "vrrp_sync_group" -> binding.named(setting).map(name -> groups.bind(setting, name));
      case "virtual_server" -> servers.bind(setting);
      case "bfd_instance" -> binding.named(setting).map(name -> BfdBinder.bind(setting, name));
      case "static_ipaddress",
          "static_routes",
          "static_rules",
          "track_group",
          "garp_group",
          "linkbeat_interfaces",
          "interface_up_down_delays" ->
          host.bind(setting);
      default -> Optional.of(other(setting));
    };
  }

  private static OtherBlock other(Setting setting) {
    return new OtherBlock(setting.statement().span(), setting);
  }
}
