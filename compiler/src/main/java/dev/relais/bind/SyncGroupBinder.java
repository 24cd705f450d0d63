package dev.relais.bind;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.VrrpSyncGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.source.Located;
import dev.relais.syntax.Word;
import java.util.List;

/** Binds {@code vrrp_sync_group}. */
final class SyncGroupBinder {
  private final Binding binding;
  private final TrackReader trackers;

  SyncGroupBinder(Binding binding) {
    this.binding = binding;
    this.trackers = new TrackReader(binding.sink());
  }

  VrrpSyncGroup bind(Setting setting, Located<String> name) {
    Settings in = setting.content();
    List<Located<String>> members =
        in.one("group").stream()
            .flatMap(list -> list.lines().stream())
            .flatMap(line -> line.words().stream())
            .map(Word::located)
            .toList();
    in.one("group")
        .filter(list -> list.statement().block() != null && members.isEmpty())
        .ifPresent(list -> empty(list, name));
    return new VrrpSyncGroup(setting.statement().span(), name, members, trackers.read(in), in);
  }

  private void empty(Setting list, Located<String> name) {
    binding
        .sink()
        .report(
            Diagnostic.of(
                    BindRules.MISSING_ARGUMENT,
                    list.statement().span(),
                    "The list of members of sync group `%s` is empty.".formatted(name.value()))
                .keepalived(Keepalived.reports("sync-group-list-empty", "removes the group"))
                .help("name the instances that belong together, or remove the group"));
  }
}
