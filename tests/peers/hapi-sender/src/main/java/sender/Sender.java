package sender;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.Terser;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sends messages of a file (one a line, segments split by the two characters \r) through HAPI's own client.
 *
 * <p>Arguments: PORT plain|tls FILE IN_FLIGHT. Prints a line an answer: the control id sent, then MSA-1, MSA-2, MSH-6,
 * MSH-9 and MSH-18 of the answer as HAPI parsed it, with tabs between. Key and trust stores are system properties;
 * so is ca.uhn.hl7v2.llp.charset, a character set of Java's for all bytes, in place of the one that MSH-18 names.
 */
public class Sender {
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    boolean tls = arguments[1].equals("tls");
    List<String> lines = Files.readAllLines(Path.of(arguments[2]), StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (HapiContext context = new DefaultHapiContext()) {
      boolean byMsh18 = System.getProperty("ca.uhn.hl7v2.llp.charset") == null;
      context.setLowerLayerProtocol(new MinLowerLayerProtocol(byMsh18));
      Connection connection = context.newClient("localhost", port, tls);
      connection.getInitiator().setTimeout(60, TimeUnit.SECONDS); // its 10 may pass on a machine that is busy
      ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[3]));
      List<Future<String>> answers = new ArrayList<>();
      for (String line : lines) {
        Message message = context.getPipeParser().parse(line.replace("\\r", "\r"));
        answers.add(threads.submit(() -> answerOf(connection, message)));
        if (answers.size() == 1) {
          answers.get(0).get(); // alone: HAPI fills its shared definition of ACK at the first one, and not thread-safely
        }
      }
      try {
        for (Future<String> answer : answers) {
          out.println(answer.get());
        }
      } finally {
        threads.shutdownNow();
        connection.close();
      }
    }
  }

  private static String answerOf(Connection connection, Message message) throws Exception {
    Terser answer = new Terser(connection.getInitiator().sendAndReceive(message));
    String sent = new Terser(message).get("/MSH-10");
    return String.join("\t", sent, said(answer, "/MSA-1"), said(answer, "/MSA-2"), said(answer, "/MSH-6"),
        said(answer, "/MSH-9-1") + "^" + said(answer, "/MSH-9-2"), said(answer, "/MSH-18"));
  }

  private static String said(Terser answer, String path) throws Exception {
    String value = answer.get(path);
    return value == null ? "" : value;
  }
}
