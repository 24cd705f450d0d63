package dev.relais.lower;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.syntax.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How connections are told to another director: {@code lvs_sync_daemon}, or the way of old. */
final class ConnectionSyncLowering {
  private static final String INSTANCE = "inst";

  private final Model model;
  private final Settings globals;
  private final Refusal refusal;

  ConnectionSyncLowering(Model model, Settings globals, Refusal refusal) {
    this.model = model;
    this.globals = globals;
    this.refusal = refusal;
  }

  /** Empty if they are told to nobody, or in a way that cannot be run. */
  Optional<ConnectionSync> sync() {
    Optional<Setting> global = globals.one("lvs_sync_daemon").filter(SyncWords::isWhole);
    return global.isPresent() ? sync(global.get()) : sync(model.instances());
  }

  private Optional<ConnectionSync> sync(Setting setting) {
    SyncWords words = new SyncWords(setting);
    Optional<Instance> router = words.instance().flatMap(model::instance);
    if (router.isEmpty()) {
      refusal.refuse(
          setting.span(),
          "An `lvs_sync_daemon` that follows no instance",
          "write `inst` and the name of the instance whose state decides who speaks");
      return Optional.empty();
    }
    return Optional.of(
        new ConnectionSync(
            words.interfaceName(),
            router.get().name().value(),
            words.number("id").or(() -> id(router.get())).orElse(0),
            words.number("maxlen"),
            words.number("port"),
            words.number("ttl"),
            words.group()));
  }

  /** keepalived takes the id of the virtual router, though not in the way of old. */
  private static Optional<Integer> id(Instance router) {
    return router.virtualRouterId().map(Located::value);
  }

  private static Optional<ConnectionSync> sync(List<Instance> instances) {
    return instances.stream()
        .flatMap(instance ->
            instance
                .source()
                .settings()
                .text("lvs_sync_daemon_interface")
                .map(device ->
                    new ConnectionSync(
                        device.value(),
                        instance.name().value(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .stream())
        .findFirst();
  }

  /** The words of a line: an interface, perhaps the name of an instance, and options. */
  private static final class SyncWords {
    private final Setting setting;
    private final Map<String, Integer> places = new HashMap<>();
    private Optional<String> bareId = Optional.empty();

    SyncWords(Setting setting) {
      this.setting = setting;
      List<Word> words = setting.statement().arguments();
      boolean bare = words.size() > 1 && !isOption(words.get(1).value());
      if (bare) {
        places.put(INSTANCE, 1);
        bareId =
            words.stream().skip(2).findFirst().map(Word::value).filter(w -> w.matches("\\d{1,3}"));
      }
      for (int i = bare ? 2 : 1; i + 1 < setting.values().size(); i += 2) {
        int value = i + 1;
        setting
            .value(i, String.class)
            .ifPresent(option -> places.putIfAbsent(option.value(), value));
      }
    }

    static boolean isWhole(Setting setting) {
      return setting.first(String.class).isPresent();
    }

    private static boolean isOption(String word) {
      return switch (word) {
        case INSTANCE, "id", "maxlen", "port", "ttl", "group" -> true;
        default -> false;
      };
    }

    String interfaceName() {
      return setting.first(String.class).map(Located::value).orElse("");
    }

    Optional<String> instance() {
      return place(INSTANCE).flatMap(i -> setting.value(i, String.class)).map(Located::value);
    }

    Optional<Integer> number(String option) {
      Optional<Integer> written =
          place(option)
              .flatMap(i -> setting.value(i, Long.class))
              .map(Located::value)
              .map(Math::toIntExact);
      return option.equals("id")
          ? written.or(() -> bareId.map(Integer::valueOf).filter(id -> id <= 255))
          : written;
    }

    Optional<IpAddress> group() {
      return place("group").flatMap(i -> setting.value(i, IpAddress.class)).map(Located::value);
    }

    private Optional<Integer> place(String option) {
      return Optional.ofNullable(places.get(option));
    }
  }
}
