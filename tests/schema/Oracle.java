import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Says of each line, a pattern and a text in hexadecimal UTF-8 with a tab between, whether the whole text matches.
 */
public class Oracle {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        StringBuilder verdicts = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int tab = line.indexOf('\t');
            Pattern pattern = Pattern.compile(text(line.substring(0, tab)));
            verdicts.append(pattern.matcher(text(line.substring(tab + 1))).matches() ? '1' : '0');
        }
        System.out.println(verdicts);
    }

    private static String text(String hexadecimal) {
        return new String(HexFormat.of().parseHex(hexadecimal), StandardCharsets.UTF_8);
    }
}
