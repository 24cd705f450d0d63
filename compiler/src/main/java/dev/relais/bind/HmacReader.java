package dev.relais.bind;

import dev.relais.ast.AuthHmac;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code auth_hmac}. Its messages never show a key. */
final class HmacReader {
  private static final int SHORTEST = 32;
  private static final int LONGEST = 64;
  private static final String HEXADECIMAL = "hex:";
  private static final String FILE = "file:";

  private final Sink sink;

  HmacReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads a block. */
  AuthHmac read(Setting block) {
    Settings in = block.content();
    List<AuthHmac.Key> keys = new ArrayList<>();
    Map<Integer, SourceSpan> ids = new HashMap<>();
    for (Setting line : in.all("key")) {
      Optional<AuthHmac.Key> key = key(line);
      if (key.isEmpty()) {
        continue;
      }
      SourceSpan earlier = ids.putIfAbsent(key.get().id().value(), key.get().id().span());
      if (earlier == null) {
        keys.add(key.get());
      } else {
        report(
            key.get().id().span(),
            "There are two keys with id %s.".formatted(key.get().id().value()),
            "hmac-key-duplicate",
            "ignores the second one");
      }
    }
    return new AuthHmac(block.span(), keys, in.integer("active_key"), in.text("mode"), in);
  }

  private Optional<AuthHmac.Key> key(Setting line) {
    List<Word> words = line.statement().arguments();
    if (words.size() < 2 || words.stream().anyMatch(LineWords::isUnreadable)) {
      return Optional.empty();
    }
    Word first = words.getFirst();
    Optional<Integer> id = LineWords.number(first.value(), 255).filter(n -> n > 0);
    if (id.isEmpty()) {
      report(
          first.span(),
          "`%s` is no id of a key, which is from 1 to 255.".formatted(first.value()),
          "hmac-key-id",
          "drops the key");
      return Optional.empty();
    }
    Word secret = words.get(1);
    String text = secret.value();
    AuthHmac.Form form =
        text.startsWith(HEXADECIMAL)
            ? AuthHmac.Form.HEXADECIMAL
            : text.startsWith(FILE) ? AuthHmac.Form.FILE : AuthHmac.Form.TEXT;
    String rest = form == AuthHmac.Form.TEXT ? text : text.substring(text.indexOf(':') + 1);
    if (!isLongEnough(form, rest)) {
      report(
          secret.span(),
          "Key %s is no key of %s to %s bytes.".formatted(id.get(), SHORTEST, LONGEST),
          "hmac-key-length",
          "drops the key");
      return Optional.empty();
    }
    return Optional.of(
        new AuthHmac.Key(
            new Located<>(id.get(), first.span()), form, new Located<>(rest, secret.span())));
  }

  private static boolean isLongEnough(AuthHmac.Form form, String text) {
    int bytes =
        switch (form) {
          case TEXT -> text.getBytes(StandardCharsets.UTF_8).length;
          case HEXADECIMAL -> text.matches("([0-9a-fA-F]{2})*") ? text.length() / 2 : 0;
          case FILE -> SHORTEST; // what is in it, only its host can tell
        };
    return bytes >= SHORTEST && bytes <= LONGEST;
  }

  private void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
