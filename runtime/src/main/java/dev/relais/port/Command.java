package dev.relais.port;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to run.
 *
 * @param words the program as it is called, and its arguments; a program without a slash is looked
 *     up in PATH
 * @param file what is run under the name of the first word; empty for what the name leads to
 * @param variables what its environment has beside the daemon's own
 * @param user who runs it; empty for the daemon's own user
 * @param group the group that runs it; empty for the user's own
 * @param transcript a file that takes what it says; empty if nobody listens
 * @param umask what new files of it may not have, umask(2); empty for the daemon's own
 */
public record Command(
    List<String> words,
    Optional<Path> file,
    Map<String, String> variables,
    Optional<String> user,
    Optional<String> group,
    Optional<Path> transcript,
    Optional<Integer> umask) {

  public Command {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
  }

  /** Run by the daemon's own user, and nobody listens. */
  public static Command of(List<String> words) {
    return new Command(
        words,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, run by a user and a group. */
  public Command by(Optional<String> otherUser, Optional<String> otherGroup) {
    return new Command(words, file, variables, otherUser, otherGroup, transcript, umask);
  }

  /** The same, with what it says in a file. */
  public Command talkingTo(Path otherTranscript) {
    return new Command(words, file, variables, user, group, Optional.of(otherTranscript), umask);
  }

  /** The same name, which leads to this file. */
  public Command running(Path otherFile) {
    return new Command(words, Optional.of(otherFile), variables, user, group, transcript, umask);
  }

  /** The same, with one more variable in its environment. */
  public Command with(String variable, String value) {
    Map<String, String> more = new HashMap<>(variables);
    more.put(variable, value);
    return new Command(words, file, more, user, group, transcript, umask);
  }

  /** The same, with another umask. */
  public Command masking(int otherUmask) {
    return new Command(words, file, variables, user, group, transcript, Optional.of(otherUmask));
  }
}
