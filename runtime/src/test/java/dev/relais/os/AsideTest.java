package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What takes long is done beside the loop. */
class AsideTest {
  private static final Input END = new Input.PlanRead(1);

  private static List<Input> soon(Reactor reactor) throws HostException {
    return reactor.await(Optional.of(new MonotonicClock().now().plus(Duration.ofSeconds(20))));
  }

  @Test
  void saysWhenItIsDone() throws HostException {
    CountDownLatch allowed = new CountDownLatch(1);
    List<String> done = new ArrayList<>();
    try (Reactor reactor = new Reactor();
        Aside aside = new Aside(reactor)) {
      aside.begin(
          () -> {
            try {
              allowed.await();
              done.add(Thread.currentThread().getName());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          },
          END);
      assertEquals(List.of(), reactor.await(Optional.of(Duration.ZERO)), "it is not done yet");
      allowed.countDown();
      assertEquals(List.of(END), soon(reactor));
      assertEquals(1, done.size());
      assertNotEquals(Thread.currentThread().getName(), done.getFirst());
      aside.begin(() -> done.add("again"), END);
      assertEquals(List.of(END), soon(reactor));
      assertEquals("again", done.getLast());
    }
  }

  @Test
  void saysThatItIsDoneEvenIfItFails() throws HostException {
    try (Reactor reactor = new Reactor();
        Aside aside = new Aside(reactor)) {
      Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
      try {
        aside.begin(
            () -> {
              throw new IllegalStateException("of this test");
            },
            END);
        assertEquals(List.of(END), soon(reactor));
      } finally {
        Thread.setDefaultUncaughtExceptionHandler(before);
      }
    }
  }

  @Test
  void waitsForTheEndWhenItIsClosed() throws HostException {
    AtomicBoolean done = new AtomicBoolean();
    try (Reactor reactor = new Reactor()) {
      try (Aside aside = new Aside(reactor)) {
        aside.begin(
            () -> {
              sleep(30);
              done.set(true);
            },
            END);
      }
      assertTrue(done.get());
      assertEquals(List.of(), reactor.await(Optional.of(Duration.ZERO)));
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that is stuck keeps nobody from beginning something else, nor from ending. */
  @Test
  void doesNotWaitForOneThatIsStuck() throws HostException {
    CountDownLatch never = new CountDownLatch(1);
    Input second = new Input.PlanRead(2);
    try (Reactor reactor = new Reactor();
        Aside aside = new Aside(reactor)) {
      aside.begin(
          () -> {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          },
          END);
      aside.begin(() -> {}, second);
      assertEquals(List.of(second), soon(reactor));
    }
    assertEquals(1, never.getCount());
  }
}
