package dev.relais.lint;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Related;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Virtual servers that say the same as an earlier one of the file, but for their addresses. Large
 * configurations are generated and made of them. Where nothing is found in the first of a kind,
 * nothing would be found in the others, so they need not be read; where something is, everything
 * has to be.
 *
 * <p>Only what is plain to see counts: the file has no definitions, conditions, sequences or
 * includes, a block has no quotes, its addresses are IPv4 addresses of hosts, and one that stands
 * twice in the first stands twice at the same places in the others.
 */
public final class Repeats {
  /** With fewer repeats it is not worth the look. */
  private static final int MANY = 256;

  private final List<Line.Range> repeats;

  /** The first of each kind that has repeats, in order. */
  private final List<Line.Range> firsts;

  /** The addresses that the repeats serve, as numbers. */
  private final Set<Integer> addresses;

  private Repeats(List<Line.Range> repeats, List<Line.Range> firsts, Set<Integer> addresses) {
    this.repeats = repeats;
    this.firsts = firsts;
    this.addresses = addresses;
  }

  /** The repeats of a file; empty if there are not many, or if something else may be in them. */
  public static Optional<Repeats> in(SourceFile file) {
    byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
    // In ASCII, places in the bytes are places in the text.
    return bytes.length == file.text().length() ? new Search(bytes).search() : Optional.empty();
  }

  /** What need not be read, in order: whole lines. */
  public List<Line.Range> ranges() {
    return repeats;
  }

  /**
   * Whether the repeats have to be read after all.
   *
   * @param model of the file without them
   * @param findings in it
   */
  public boolean count(Model model, List<Diagnostic> findings) {
    return findings.stream().flatMap(Repeats::places).anyMatch(this::isInFirst) || !areHeld(model);
  }

  /** Everything that a finding is about. */
  private static Stream<SourceSpan> places(Diagnostic found) {
    return Stream.of(
            Stream.of(found.span()),
            found.related().stream().map(Related::span),
            found.reach().stream())
        .flatMap(spans -> spans);
  }

  private boolean isInFirst(SourceSpan span) {
    int low = 0;
    int high = firsts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firsts.get(middle).end() <= span.start()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < firsts.size() && firsts.get(low).start() <= span.end();
  }

  /** Whether each address that is served would be held, where there are instances at all. */
  private boolean areHeld(Model model) {
    if (model.instances().isEmpty()) {
      return true;
    }
    Set<Integer> held = new HashSet<>();
    model.heldAddresses().stream()
        .filter(address -> address.bits() == 32)
        .forEach(address -> held.add(number(address)));
    return held.containsAll(addresses);
  }

  private static int number(IpAddress address) {
    byte[] bytes = address.bytes();
    return bytes.length == 4
        ? ((bytes[0] & 0xFF) << 24)
            | ((bytes[1] & 0xFF) << 16)
            | ((bytes[2] & 0xFF) << 8)
            | (bytes[3] & 0xFF)
        : 0;
  }

  /** Not one that means something in particular: loopback, link-local, multicast. */
  private static boolean isAddressOfHost(int address) {
    int first = address >>> 24;
    return first > 0 && first < 224 && first != 127 && address >>> 16 != 0xA9FE;
  }

  // ------------------------------------------------------------------ searching

  /** What a block says, with its addresses replaced by their order. */
  private static final class Shape {
    private final byte[] text;
    private final int length;
    private final int hash;

    private Shape(byte[] text, int length, int hash) {
      this.text = text;
      this.length = length;
      this.hash = hash;
    }

    static Shape of(byte[] text, int length) {
      int hash = 1;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + text[i];
      }
      return new Shape(text, length, hash);
    }

    Shape kept() {
      return new Shape(Arrays.copyOf(text, length), length, hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Shape shape
          && length == shape.length
          && Arrays.equals(text, 0, length, shape.text, 0, length);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private static final class Kind {
    final Line.Range first;
    final Set<Integer> served = new HashSet<>();

    Kind(Line.Range first, int address) {
      this.first = first;
      served.add(address);
    }

    boolean isRepeated() {
      return served.size() > 1;
    }
  }

  private static final class Search {
    private static final byte[] KEYWORD = "virtual_server ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INCLUDE = "include".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 1 << 16;
    private static final int MOST_ADDRESSES = 64;

    /** No text has it: what is plain has no control characters but blanks. */
    private static final byte MARK = 1;

    private final byte[] text;
    private final Map<Shape, Kind> kinds = new HashMap<>();
    private final List<Line.Range> repeats = new ArrayList<>();
    private final Set<Integer> served = new HashSet<>();
    private final byte[] shape = new byte[LONGEST];
    private final int[] addresses = new int[MOST_ADDRESSES];
    private int addressEnd;
    private boolean same;

    Search(byte[] text) {
      this.text = text;
    }

    Optional<Repeats> search() {
      int at = 0;
      int depth = 0;
      while (at < text.length) {
        int end = depth == 0 && startsWith(KEYWORD, at) ? block(at) : -1;
        if (end < 0) {
          int next = line(at, depth);
          if (next < 0) {
            return Optional.empty();
          }
          depth = lineDepth;
          end = next;
        }
        at = end;
      }
      return repeats.size() < MANY || same
          ? Optional.empty()
          : Optional.of(
              new Repeats(
                  repeats,
                  kinds.values().stream()
                      .filter(Kind::isRepeated)
                      .map(kind -> kind.first)
                      .sorted((a, b) -> Integer.compare(a.start(), b.start()))
                      .toList(),
                  served));
    }

    private int lineDepth;

    /** Goes over a line that is not looked at; -1 if the whole file has to be read. */
    private int line(int from, int depthBefore) {
      int at = from;
      while (at < text.length && (text[at] == ' ' || text[at] == '\t')) {
        at++;
      }
      if (startsWith(INCLUDE, at)) {
        return -1;
      }
      int depth = depthBefore;
      for (; at < text.length; at++) {
        switch (text[at]) {
          case '\n' -> {
            lineDepth = depth;
            return at + 1;
          }
          case '{' -> depth++;
          case '}' -> depth--;
          case '#', '!' -> {
            while (at + 1 < text.length && text[at + 1] != '\n') {
              at++;
            }
          }
          case '"' -> {
            do {
              at++;
              if (at == text.length || text[at] == '\n' || text[at] == '\\') {
                return -1;
              }
            } while (text[at] != '"');
          }
          case '$', '@', '~', '\\', '\'' -> {
            return -1;
          }
          default -> {
            if (text[at] < ' ' && text[at] != '\t' && text[at] != '\r') {
              return -1;
            }
          }
        }
        if (depth < 0) {
          return -1;
        }
      }
      lineDepth = depth;
      return at;
    }

    /**
     * Goes over a block of the top level.
     *
     * @return where the line after it begins; -1 if it is none that can be compared
     */
    private int block(int from) {
      int length = 0;
      int count = 0;
      int depth = 0;
      boolean wordBefore = false;
      int at = from;
      while (at < text.length && length + 8 < LONGEST) {
        byte c = text[at];
        if (c >= '0' && c <= '9' && !wordBefore) {
          int address = address(at);
          if (address != 0 && count < MOST_ADDRESSES) {
            int index = index(address, count);
            if (index == count) {
              addresses[count++] = address;
            }
            shape[length++] = MARK;
            shape[length++] = (byte) index;
            at = addressEnd;
            wordBefore = true;
            continue;
          }
        }
        switch (c) {
          case ' ', '\t' -> wordBefore = false;
          case '{' -> {
            depth++;
            wordBefore = false;
          }
          case '}' -> {
            depth--;
            wordBefore = false;
          }
          case '\n' -> {
            wordBefore = false;
            if (depth == 0) {
              return closed(from, at + 1, length, count);
            }
          }
          case '"', '\'', '$', '@', '~', '\\', '#', '!', '\r' -> {
            return -1;
          }
          default -> {
            if (c < ' ') {
              return -1;
            }
            wordBefore = true;
          }
        }
        if (depth < 0) {
          return -1;
        }
        shape[length++] = c;
        at++;
      }
      return -1;
    }

    private int closed(int from, int end, int length, int count) {
      // The first address has to be the one that is served: `virtual_server ADDRESS …`.
      if (count == 0 || shape[KEYWORD.length] != MARK || shape[length - 1] != '}') {
        return -1;
      }
      Line.Range range = new Line.Range(from, end);
      Shape found = Shape.of(shape, length);
      Kind kind = kinds.get(found);
      if (kind == null) {
        kinds.put(found.kept(), new Kind(range, addresses[0]));
      } else {
        repeats.add(range);
        served.add(addresses[0]);
        // The same service once more is another matter.
        same |= !kind.served.add(addresses[0]);
      }
      return end;
    }

    private int index(int address, int count) {
      for (int i = 0; i < count; i++) {
        if (addresses[i] == address) {
          return i;
        }
      }
      return count;
    }

    /** A dotted quad that is a whole word and the address of a host; 0 for anything else. */
    private int address(int from) {
      int at = from;
      int address = 0;
      for (int part = 0; part < 4; part++) {
        int value = 0;
        int digits = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9' && digits < 4) {
          value = value * 10 + text[at] - '0';
          digits++;
          at++;
        }
        boolean octet = digits > 0 && digits < 4 && value < 256;
        boolean padded = digits > 1 && text[at - digits] == '0';
        if (!octet || padded) {
          return 0;
        }
        address = (address << 8) | value;
        if (part < 3) {
          if (at == text.length || text[at] != '.') {
            return 0;
          }
          at++;
        }
      }
      boolean whole = at < text.length && (text[at] == ' ' || text[at] == '\n');
      addressEnd = at;
      return whole && isAddressOfHost(address) ? address : 0;
    }

    private boolean startsWith(byte[] word, int at) {
      return at + word.length <= text.length
          && Arrays.equals(text, at, at + word.length, word, 0, word.length);
    }
  }
}
