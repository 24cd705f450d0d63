package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.ProbeResult;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.HttpVersion;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import dev.relais.plan.Probe.Target;
import dev.relais.plan.Probe.Tls;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks over TLS. */
class ProberTlsTest {
  private static final String OK = "HTTP/1.0 200 OK\r\n\r\n";

  @TempDir static Path folder;
  private static Certificates rsa;
  private static Certificates ec;

  private final Servers servers = new Servers();
  private Looking looking;

  @BeforeAll
  static void makeCertificates() throws Exception {
    rsa = new Certificates(folder, "RSA");
    ec = new Certificates(folder, "EC");
  }

  @BeforeEach
  void start() throws Exception {
    looking = new Looking();
  }

  @AfterEach
  void stop() throws Exception {
    looking.close();
    servers.close();
  }

  private Target serve(SSLContext context, Servers.Conduct conduct) {
    return Looking.target(
        servers.start(
            InetAddress.ofLiteral("127.0.0.1"), context.getServerSocketFactory(), conduct));
  }

  private String words(Probe.OverNetwork probe) throws Exception {
    ProbeResult result = looking.look(probe);
    return (result.good() ? "good: " : "bad: ") + result.words();
  }

  private static Tls tls(
      Optional<Path> certificate,
      Optional<Path> key,
      @Nullable String password,
      boolean compliant) {
    return new Tls(
        false,
        Optional.empty(),
        certificate.map(Path::toString),
        key.map(Path::toString),
        Optional.ofNullable(password),
        compliant);
  }

  private static final Tls COMPLIANT = tls(Optional.empty(), Optional.empty(), null, true);

  @Test
  void pagesAreFetched() throws Exception {
    for (Certificates certificates : List.of(rsa, ec)) {
      Target target = serve(certificates.context(), Servers.answer(OK + "hello"));
      Optional<String> digest = Optional.of("5d41402abc4b2a76b9719d911017c592");
      for (int i = 0; i < 3; i++) {
        assertEquals(
            "good: status 200", words(Looking.http(target, Optional.of(Tls.PLAIN), digest)));
      }
      assertEquals("good: status 200", words(Looking.http(target, Optional.of(COMPLIANT), digest)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsAreSpoken(String version) throws Exception {
    List<String> spoken = new CopyOnWriteArrayList<>();
    Target target =
        serve(
            rsa.context(),
            socket -> {
              ((SSLSocket) socket).setEnabledProtocols(new String[] {version});
              Servers.request(socket);
              spoken.add(((SSLSocket) socket).getSession().getProtocol());
              Servers.say(socket, OK + "x".repeat(100_000));
            });
    assertEquals("good: status 200", words(Looking.https(target)));
    assertEquals(List.of(version), spoken);
  }

  @Test
  void aServerThatSpeaksNoTlsIsBad() throws Exception {
    Target target =
        Looking.target(
            servers.start(socket -> {
              Servers.say(socket, "HTTP/1.0 400 No\r\n\r\n");
              Servers.wait(socket);
            }));
    String words = words(Looking.https(target));
    assertTrue(words.startsWith("bad: TLS fails: "), words);
    Target mute = Looking.impatient(servers.start(Servers::wait));
    assertEquals("bad: no TLS handshake within 0.15 s", words(Looking.https(mute)));
    Target gone = Looking.target(servers.start(socket -> socket.getInputStream().read()));
    words = words(Looking.https(gone));
    assertTrue(words.startsWith("bad: "), words);
  }

  @Test
  void garbageWithinTlsIsBad() throws Exception {
    Target target =
        Looking.target(
            servers.start(socket -> {
              socket.getInputStream().read();
              byte[] garbage = new byte[20_000];
              Arrays.fill(garbage, (byte) 0x16);
              socket.getOutputStream().write(garbage);
              Servers.wait(socket);
            }));
    String words = words(Looking.https(target));
    assertTrue(words.startsWith("bad: TLS fails: "), words);
  }

  /** A server that closes the connection below TLS. */
  @Test
  void anEndWithoutNoticeCountsIfItIsAskedFor() throws Exception {
    SSLContext context = rsa.context();
    Servers.Conduct rude =
        socket -> {
          SSLSocket secure =
              (SSLSocket)
                  context.getSocketFactory().createSocket(socket, "here", socket.getPort(), false);
          secure.setUseClientMode(false);
          Servers.request(secure);
          Servers.say(secure, OK + "hello");
          socket.shutdownOutput();
          Servers.wait(socket);
        };
    Target target = Looking.target(servers.start(rude));
    assertEquals("good: status 200", words(Looking.https(target)));
    assertEquals(
        "bad: closed the connection without ending TLS before the end of its page",
        words(Looking.http(target, Optional.of(COMPLIANT), Optional.empty())));
  }

  @Test
  void namesAreTold() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    Target target =
        serve(
            rsa.context(),
            socket -> {
              ((SSLSocket) socket).startHandshake();
              told.add(
                  ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
                      .getRequestedServerNames().stream()
                          .map(name ->
                              new String(
                                  name.getEncoded(), java.nio.charset.StandardCharsets.US_ASCII))
                          .toList()
                          .toString());
              Servers.request(socket);
              Servers.say(socket, OK);
            });
    assertEquals("good: status 200", words(named(target, "www.example.com")));
    assertEquals("good: status 200", words(Looking.https(target)));
    assertEquals(List.of("[www.example.com]", "[]"), told);
  }

  private static Probe.Http named(Target target, String name) {
    Page page =
        new Page(
            "/",
            Optional.of(name),
            List.of(new StatusCodes(200, 200)),
            Optional.empty(),
            Optional.empty());
    Tls tls =
        new Tls(
            true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    return new Probe.Http(target, Optional.of(tls), HttpVersion.HTTP_1_0, List.of(page), false);
  }

  /** Servers of Java refuse such names, others do not. */
  @Test
  void namesAreToldAsTheyAreWritten() throws Exception {
    List<String> hello = new CopyOnWriteArrayList<>();
    Target target =
        Looking.target(
            servers.start(socket ->
                hello.add(
                    new String(
                        socket.getInputStream().readNBytes(200),
                        java.nio.charset.StandardCharsets.ISO_8859_1))));
    assertFalse(looking.look(named(target, "under_score.example")).good());
    assertTrue(hello.getFirst().contains("under_score.example"), hello::toString);
  }

  // ---------------------------------------------------------------- certificates of clients

  private Target askingWho() throws Exception {
    SSLContext context = rsa.context();
    return Looking.target(
        servers.start(
            InetAddress.ofLiteral("127.0.0.1"),
            new javax.net.ServerSocketFactory() {
              @Override
              public java.net.ServerSocket createServerSocket(
                  int port, int backlog, InetAddress address) throws java.io.IOException {
                SSLServerSocket socket =
                    (SSLServerSocket)
                        context.getServerSocketFactory().createServerSocket(port, backlog, address);
                socket.setNeedClientAuth(true);
                return socket;
              }

              @Override
              public java.net.ServerSocket createServerSocket(int port, int backlog)
                  throws java.io.IOException {
                throw new java.io.IOException("not asked for");
              }

              @Override
              public java.net.ServerSocket createServerSocket(int port) throws java.io.IOException {
                throw new java.io.IOException("not asked for");
              }
            },
            socket -> {
              Servers.request(socket);
              String who = ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
              Servers.say(socket, who.startsWith("CN=test.") ? OK : "HTTP/1.0 403 No\r\n\r\n");
            }));
  }

  private static Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private String lookAs(
      Target target, @Nullable Path certificate, @Nullable Path key, @Nullable String password)
      throws Exception {
    Tls tls = tls(Optional.ofNullable(certificate), Optional.ofNullable(key), password, false);
    return words(Looking.http(target, Optional.of(tls), Optional.empty()));
  }

  private static String encrypted(Certificates certificates, String password) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    byte[] bytes = cipher.doFinal(certificates.key().getEncoded());
    byte[] pbes2 = {6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 5, 0x0D};
    byte[] algorithmIdentifier = element(0x30, pbes2, cipher.getParameters().getEncoded());
    return Certificates.pem(
        "ENCRYPTED PRIVATE KEY", element(0x30, algorithmIdentifier, element(4, bytes)));
  }

  /** RFC 5958, section 3, by hand: Java does not encode what it has encrypted. */
  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    element.write(0x82);
    element.write(content.size() >> 8);
    element.write(content.size());
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  /** The key within PKCS #8: what is in its last element, an octet string. */
  private static byte[] traditional(Certificates certificates, int header) throws Exception {
    byte[] bytes = certificates.key().getEncoded();
    return Arrays.copyOfRange(bytes, header, bytes.length);
  }

  @Test
  void aClientSaysWhoItIs() throws Exception {
    Target target = askingWho();
    assertFalse(looking.look(Looking.https(target)).good());
    for (Certificates certificates : List.of(rsa, ec)) {
      Path certificate = write("c.pem", certificates.certificate());
      String plain = Certificates.pem("PRIVATE KEY", certificates.key().getEncoded());
      Path key = write("k.pem", plain);
      assertEquals("good: status 200", lookAs(target, certificate, key, null));
      Path both = write("both.pem", certificates.certificate() + plain);
      assertEquals("good: status 200", lookAs(target, both, null, null));
      Path secret = write("secret.pem", encrypted(certificates, "sesame"));
      assertEquals("good: status 200", lookAs(target, certificate, secret, "sesame"));
      assertEquals(
          "bad: the password of the key in " + secret + " is wrong, or the key is broken",
          lookAs(target, certificate, secret, "other"));
      assertEquals(
          "bad: the key in " + secret + " needs a password",
          lookAs(target, certificate, secret, null));
    }
  }

  @Test
  void traditionalKeysOfRsaAreRead() throws Exception {
    // SEQUENCE, version, algorithm, and the header of the octet string: 26 bytes.
    String pem = Certificates.pem("RSA PRIVATE KEY", traditional(rsa, 26));
    Path key = write("rsa.pem", pem);
    Path certificate = write("rsa-c.pem", rsa.certificate());
    assertEquals("good: status 200", lookAs(askingWho(), certificate, key, null));
  }

  @Test
  void traditionalKeysOfCurvesAreRead() throws Exception {
    byte[] inner = traditional(ec, 25);
    byte[] curve = {(byte) 0xA0, 7, 6, 5, 0x2B, (byte) 0x81, 4, 0, 0x22}; // secp384r1
    if (inner[0] != 0x30 || inner[1] < 0) {
      throw new AssertionError("the key is laid out otherwise");
    }
    byte[] named = Arrays.copyOf(inner, inner.length + curve.length);
    System.arraycopy(curve, 0, named, inner.length, curve.length);
    named[1] = (byte) (named[1] + curve.length);
    Path key = write("ec.pem", Certificates.pem("EC PRIVATE KEY", named));
    Path certificate = write("ec-c.pem", ec.certificate());
    assertEquals("good: status 200", lookAs(askingWho(), certificate, key, null));
    Path nameless = write("ec2.pem", Certificates.pem("EC PRIVATE KEY", inner));
    assertEquals(
        "bad: " + nameless + " has a key that does not name its curve",
        lookAs(askingWho(), certificate, nameless, null));
  }

  @Test
  void brokenFilesAreBadResults() throws Exception {
    Target target = askingWho();
    Path certificate = write("good.pem", rsa.certificate());
    Path key = write("good-key.pem", Certificates.pem("PRIVATE KEY", rsa.key().getEncoded()));
    Path nothing = folder.resolve("none.pem");
    Path empty = write("empty.pem", "");
    Path garbage = write("garbage.pem", Certificates.pem("CERTIFICATE", new byte[50]));
    Path noKey = write("nokey.pem", Certificates.pem("PRIVATE KEY", new byte[50]));
    Path old =
        write(
            "old.pem",
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED

            AAAA
            -----END RSA PRIVATE KEY-----
            """);
    Path letters =
        write("letters.pem", "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
    List<String> words =
        List.of(
            lookAs(target, nothing, key, null),
            lookAs(target, folder, key, null),
            lookAs(target, empty, key, null),
            lookAs(target, garbage, key, null),
            lookAs(target, certificate, noKey, null),
            lookAs(target, certificate, empty, null),
            lookAs(target, certificate, letters, null),
            lookAs(target, certificate, old, null),
            lookAs(target, certificate, null, null),
            lookAs(target, null, key, null));
    assertEquals(
        List.of(
            "bad: cannot read %s: it is no file of PEM".formatted(nothing),
            "bad: cannot read %s: it is no file of PEM".formatted(folder),
            "bad: %s has no certificate".formatted(empty),
            "bad: %s has a certificate that is broken".formatted(garbage),
            "bad: %s has a private key that is broken".formatted(noKey),
            "bad: %s has no private key".formatted(empty),
            "bad: %s is broken".formatted(letters),
            "bad: %s has a key with a password of the old kind: `openssl pkcs8 -topk8` makes a new one"
                .formatted(old),
            "bad: there is a certificate without a key",
            "bad: there is a key without a certificate"),
        words);
  }

  @Test
  void aNewCertificateIsReadAgain() throws Exception {
    Target target = askingWho();
    Path certificate = write("new.pem", rsa.certificate());
    Path key = write("new-key.pem", Certificates.pem("PRIVATE KEY", ec.key().getEncoded()));
    assertFalse(lookAs(target, certificate, key, null).startsWith("good"));
    Files.setLastModifiedTime(
        write("new.pem", ec.certificate()), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    assertEquals("good: status 200", lookAs(target, certificate, key, null));
  }

  /** More than are encrypted at once; the last ones begin when the first ones are given up. */
  @Test
  void manyAreLookedAt() throws Exception {
    Target target = serve(ec.context(), Servers.answer(OK + "hello"));
    Target mute = Looking.impatient(servers.start(Servers::wait));
    List<Long> silent =
        Stream.generate(() -> looking.begin(Looking.https(mute))).limit(600).toList();
    List<Long> ids = Stream.generate(() -> looking.begin(Looking.https(target))).limit(10).toList();
    for (long id : silent) {
      assertFalse(looking.result(id).good());
    }
    for (long id : ids) {
      assertEquals("status 200", looking.result(id).words());
    }
    assertTrue(looking.order.indexOf(silent.getFirst()) < looking.order.indexOf(ids.getFirst()));
  }
}
