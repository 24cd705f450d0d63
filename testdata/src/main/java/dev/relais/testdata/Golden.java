package dev.relais.testdata;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.approvaltests.Approvals;
import org.approvaltests.core.ApprovalFailureReporter;
import org.approvaltests.core.Options;
import org.approvaltests.namer.ApprovalNamer;

/**
 * Compares outputs with approved files in {@code testdata/}.
 *
 * <p>Where they differ, what was received stays beside the approved file as {@code NAME.received}.
 * With {@code RELAIS_APPROVE=1} in the environment it takes the place of the approved file; the
 * test fails all the same, so an update is never green before it was looked at and run again.
 */
public final class Golden {

  private Golden() {}

  /**
   * Compares a text with an approved file.
   *
   * @param approved the file, for instance from {@link TestData#path}
   * @param received the text; compared line by line, with line ends as they are
   */
  public static void verify(Path approved, String received) {
    Approvals.verify(
        received, new Options().forFile().withNamer(new Namer(approved)).withReporter(REPORTER));
  }

  private static final ApprovalFailureReporter REPORTER =
      (received, approved) -> {
        if ("1".equals(System.getenv("RELAIS_APPROVE"))) {
          try {
            Files.createDirectories(Path.of(approved).getParent());
            Files.move(Path.of(received), Path.of(approved), StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        return true;
      };

  /** One namer for the whole project: the approved file is where the test says. */
  private record Namer(Path approved) implements ApprovalNamer {
    @Override
    public File getApprovedFile(String extensionWithDot) {
      return approved.toFile();
    }

    @Override
    public File getReceivedFile(String extensionWithDot) {
      return approved.resolveSibling(approved.getFileName() + ".received").toFile();
    }

    @Override
    public String getApprovalName() {
      return approved.getFileName().toString();
    }

    @Override
    public String getSourceFilePath() {
      return approved.getParent() + File.separator;
    }

    @Override
    public ApprovalNamer addAdditionalInformation(String information) {
      return this;
    }

    @Override
    public String getAdditionalInformation() {
      return "";
    }
  }
}
