package dev.relais.testdata;

import java.nio.file.Path;
import java.util.List;

/** Whole configurations to try things on. */
public enum Corpus {
  /** Ours, in {@code testdata/corpus/own}: small, and something of everything. */
  OWN(30) {
    @Override
    public Path folder() {
      return TestData.path("corpus/own");
    }

    @Override
    boolean isConfiguration(Path file) {
      return file.toString().endsWith(".conf");
    }
  },

  /**
   * What people have published, in {@code ../shared/corpus}, which is no part of the repository;
   * tests are skipped where it is absent.
   */
  STRANGERS(500) {
    @Override
    public Path folder() {
      return TestData.shared("corpus");
    }

    @Override
    boolean isConfiguration(Path file) {
      return file.toString().contains("+");
    }
  };

  private final int least;

  Corpus(int least) {
    this.least = least;
  }

  /** The folder that it is in. */
  public abstract Path folder();

  abstract boolean isConfiguration(Path file);

  /** Its configurations, sorted. */
  public List<Path> files() {
    List<Path> files = TestData.files(folder()).stream().filter(this::isConfiguration).toList();
    if (files.size() < least) {
      throw new AssertionError("only %d files in %s".formatted(files.size(), folder()));
    }
    return files;
  }
}
