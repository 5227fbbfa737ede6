package desk;

import java.util.List;

/** Greets people. */
public class Greeter {
    private final String word;

    @Deprecated
    public Greeter(String word) {
        this.word = word;
    }

    public void greet(List<String> names) {
        for (String name : names) {
            if (name.isEmpty()) {
                continue;
            } else {
                System.out.println(word + name);
            }
        }
        names.forEach(name -> {
            System.out.println(name);
        });
    }
}
