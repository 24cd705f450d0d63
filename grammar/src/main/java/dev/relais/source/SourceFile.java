package dev.relais.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One reading of one file. Two readings of the same file, for instance through two includes, are
 * two source files: they are compared by identity.
 */
public final class SourceFile implements SourceText {
  private final String name;
  private final String text;
  private final Charset charset;
  private final Origin origin;
  private final Optional<String> host;
  private @Nullable LineMap lines;

  private SourceFile(
      String name, String text, Charset charset, Origin origin, Optional<String> host) {
    this.name = name;
    this.text = text;
    this.charset = charset;
    this.origin = origin;
    this.host = host;
  }

  /** A file with the given name, as the user would write it, and text. */
  public static SourceFile of(String name, String text) {
    return new SourceFile(name, text, StandardCharsets.UTF_8, Origin.WRITTEN, Optional.empty());
  }

  /**
   * Decodes the bytes of a file: as UTF-8, or as ISO 8859-1 if they are not UTF-8, so that no byte
   * is lost and {@link #encode} gives the same bytes again.
   */
  public static SourceFile decode(String name, byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return of(name, text);
    } catch (CharacterCodingException e) {
      Charset latin = StandardCharsets.ISO_8859_1;
      return new SourceFile(
          name, new String(bytes, latin), latin, Origin.WRITTEN, Optional.empty());
    }
  }

  /** The same file as part of the configuration of a host. */
  public SourceFile onHost(String hostName) {
    return new SourceFile(name, text, charset, origin, Optional.of(hostName));
  }

  /** The same file with another text, as after a correction. */
  public SourceFile withText(String other) {
    return new SourceFile(name, other, charset, origin, host);
  }

  /** The same file as read by an include directive. */
  public SourceFile includedBy(SourceSpan directive) {
    return new SourceFile(
        name,
        text,
        charset,
        new Origin.Included(directive),
        directive.file().host().or(() -> host));
  }

  /** The name by which the user knows the file; not necessarily a path. */
  public String name() {
    return name;
  }

  @Override
  public String text() {
    return text;
  }

  /** The character set that the bytes were decoded with: UTF-8 or ISO 8859-1. */
  public Charset charset() {
    return charset;
  }

  /** How the file came to be read. */
  public Origin origin() {
    return origin;
  }

  /** The host whose configuration the file is part of, where one is known. */
  public Optional<String> host() {
    return host;
  }

  /** Encodes a text, for instance a corrected one, as the bytes of this file were. */
  public byte[] encode(String replacement) {
    return replacement.getBytes(charset);
  }

  /** Lines and columns; computed at the first call, as only findings need them. */
  public LineMap lines() {
    LineMap known = lines;
    if (known == null) {
      known = LineMap.of(text);
      lines = known;
    }
    return known;
  }

  @Override
  public SourceSpan span(int start, int end) {
    return new SourceSpan(this, start, end, origin);
  }

  @Override
  public String toString() {
    return name;
  }
}
