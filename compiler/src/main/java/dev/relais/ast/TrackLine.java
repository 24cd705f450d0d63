package dev.relais.ast;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * A line of {@code track_interface}, {@code track_script} and their like.
 *
 * @param span the whole line
 * @param kind what is tracked
 * @param name of it
 * @param weight {@code weight N [reverse|noreverse]}
 */
public record TrackLine(
    SourceSpan span, Kind kind, Located<String> name, Optional<Located<Weight>> weight) {

  /** What can be tracked. */
  public enum Kind {
    /** An interface of the host. */
    INTERFACE("track_interface", "", 253),
    /** A check that a script makes. */
    SCRIPT("track_script", "vrrp_script", 253),
    /** A number in a file. */
    FILE("track_file", "track_file", 254),
    /** Processes, counted. */
    PROCESS("track_process", "vrrp_track_process", 254),
    /** A session of bidirectional forwarding detection. */
    BFD("track_bfd", "bfd_instance", 253);

    private final String keyword;
    private final String block;
    private final int mostWeight;

    Kind(String keyword, String block, int mostWeight) {
      this.keyword = keyword;
      this.block = block;
      this.mostWeight = mostWeight;
    }

    /** The list that has its lines. */
    public String keyword() {
      return keyword;
    }

    /** The block at the top level that defines one; empty where there is none. */
    public String block() {
      return block;
    }

    /** The largest weight, up or down. */
    public int mostWeight() {
      return mostWeight;
    }

    /** In a sentence: "script". */
    public String noun() {
      return keyword.substring("track_".length()).replace("bfd", "BFD session");
    }
  }
}
