package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * {@code auth_hmac}: advertisements are signed with a key that the hosts share.
 *
 * @param span the keyword
 * @param keys those that can be used, in order
 * @param activeKey the id of the key with which advertisements are signed
 * @param mode what becomes of advertisements without a signature
 * @param settings all of it, as written
 */
public record AuthHmac(
    SourceSpan span,
    List<Key> keys,
    Optional<Located<Integer>> activeKey,
    Optional<Located<String>> mode,
    Settings settings) {

  public AuthHmac {
    keys = List.copyOf(keys);
  }

  /** How a key is written. */
  public enum Form {
    /** Its bytes are those of the word. */
    TEXT,
    /** {@code hex:} and two digits a byte. */
    HEXADECIMAL,
    /** {@code file:} and the path of a file with the key. */
    FILE
  }

  /**
   * {@code key ID SECRET}.
   *
   * @param id 1 to 255
   * @param form how it is written
   * @param text as written, without what names its form
   */
  public record Key(Located<Integer> id, Form form, Located<String> text) {}
}
