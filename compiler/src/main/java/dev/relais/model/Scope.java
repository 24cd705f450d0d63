package dev.relais.model;

import dev.relais.schema.BlockSchema;
import dev.relais.schema.Keyword;
import dev.relais.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keywords of a block while it is worked out, and the blocks around it. */
final class Scope {
  private final BlockSchema schema;
  private final @Nullable Scope around;
  private final Scope globals;
  private final String head;
  private final Map<String, EffectiveSetting> settings = new LinkedHashMap<>();

  /** The scope of {@code global_defs}. */
  Scope() {
    this.schema = Schema.get().block("global_defs");
    this.around = null;
    this.globals = this;
    this.head = "";
  }

  /**
   * A block.
   *
   * @param head its arguments
   */
  Scope(BlockSchema schema, @Nullable Scope around, Scope globals, String head) {
    this.schema = schema;
    this.around = around;
    this.globals = globals;
    this.head = head;
  }

  void put(EffectiveSetting setting) {
    settings.put(setting.keyword().name(), setting);
  }

  Map<String, EffectiveSetting> settings() {
    return settings;
  }

  BlockSchema schema() {
    return schema;
  }

  Scope globals() {
    return globals;
  }

  /** The words after the keyword of the block. */
  String head() {
    return head;
  }

  /** The block of a name around this one. */
  Optional<Scope> around(String block) {
    for (Scope scope = around; scope != null; scope = scope.around) {
      if (scope.schema.name().equals(block)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }

  /** The innermost block around this one that knows a keyword. */
  Optional<Scope> knowing(String keyword) {
    for (Scope scope = around; scope != null; scope = scope.around) {
      if (scope.schema.keyword(keyword).isPresent()) {
        return Optional.of(scope);
      }
    }
    return globals.schema.keyword(keyword).map(_ -> globals);
  }

  /** A keyword's value here, worked out if it is not known yet. */
  Optional<EffectiveSetting> value(String name) {
    EffectiveSetting known = settings.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Keyword> keyword = schema.keyword(name);
    return keyword.flatMap(found -> DefaultResolver.resolve(found, this));
  }
}
