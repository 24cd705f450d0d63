import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites the classes of a jar so that the JVM starts faster with a cache of classes ({@code
 * -XX:AOTCache}). They do the same as before.
 *
 * <ul>
 *   <li>{@code equals} and {@code hashCode} of a record are made ready in the same way. They become
 *       methods that compare and add up the components.
 *   <li>Classes of before Java 6, as picocli ships them, are not stored in such a cache. They get
 *       the version of today, and the stack maps that it asks for.
 *   <li>A {@code switch} over types is made ready by the JVM when it comes to it, by writing a
 *       class, which no cache keeps: about a millisecond each, and thirty for the first one. Where
 *       all cases are types, it becomes a method with a chain of {@code instanceof}.
 * </ul>
 *
 * <p>{@code java StartFaster.java IN.jar OUT.jar}
 */
public final class StartFaster {
  private static final int OLDEST_STORED = 50;
  private static final int NOW = 69;
  private static final ClassDesc BOOTSTRAPS =
      ClassDesc.of("java.lang.runtime", "SwitchBootstraps");
  private static final MethodTypeDesc SWITCH =
      MethodTypeDesc.of(
          ConstantDescs.CD_int, ConstantDescs.CD_Object, ConstantDescs.CD_int);

  private static final ClassDesc OBJECT_METHODS =
      ClassDesc.of("java.lang.runtime", "ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util", "Objects");

  /** What is called instead of an {@code invokedynamic}. */
  private sealed interface Method {
    String name();

    MethodTypeDesc type();

    void write(CodeBuilder body);
  }

  private StartFaster() {}

  /** Rewrites a jar. */
  public static void main(String[] arguments) throws IOException {
    try (JarFile in = new JarFile(arguments[0]);
        JarOutputStream out = new JarOutputStream(new FileOutputStream(arguments[1]))) {
      ClassFile classes =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(type -> open(in, type))));
      for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        boolean isClass =
            entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
        out.write(isClass ? rewritten(classes, bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  private static InputStream open(JarFile jar, ClassDesc type) {
    String descriptor = type.descriptorString();
    String name = descriptor.substring(1, descriptor.length() - 1) + ".class";
    try {
      JarEntry entry = jar.getJarEntry(name);
      return entry == null
          ? ClassLoader.getSystemResourceAsStream(name)
          : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] rewritten(ClassFile classes, byte[] bytes) {
    ClassModel model = classes.parse(bytes);
    boolean old = model.majorVersion() < OLDEST_STORED;
    boolean dynamic =
        model.methods().stream()
            .flatMap(method -> method.code().stream())
            .flatMap(CodeModel::elementStream)
            .anyMatch(StartFaster::isReplaced);
    if (!old && !dynamic) {
      return bytes;
    }
    List<Method> methods = new ArrayList<>();
    boolean isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    ClassDesc self = model.thisClass().asSymbol();
    return classes.transformClass(
        model,
        java.lang.classfile.ClassTransform.ofStateful(() ->
            new java.lang.classfile.ClassTransform() {
              @Override
              public void accept(
                  java.lang.classfile.ClassBuilder builder,
                  java.lang.classfile.ClassElement element) {
                if (element instanceof ClassFileVersion && old) {
                  builder.withVersion(NOW, 0);
                } else if (element instanceof MethodModel method) {
                  builder.transformMethod(
                      method,
                      (inner, part) -> {
                        if (part instanceof CodeModel code) {
                          inner.transformCode(
                              code,
                              (body, instruction) -> {
                                if (instruction instanceof InvokeDynamicInstruction dynamic
                                    && isReplaced(dynamic)) {
                                  Method made = method(self, methods.size(), dynamic);
                                  methods.add(made);
                                  body.invokestatic(self, made.name(), made.type(), isInterface);
                                } else {
                                  body.with(instruction);
                                }
                              });
                        } else {
                          inner.with(part);
                        }
                      });
                } else {
                  builder.with(element);
                }
              }

              @Override
              public void atEnd(java.lang.classfile.ClassBuilder builder) {
                for (Method made : methods) {
                  builder.withMethodBody(
                      made.name(),
                      made.type(),
                      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                      made::write);
                }
              }
            }));
  }

  private static boolean isReplaced(Object element) {
    return isTypeSwitch(element) || isOfRecord(element);
  }

  private static boolean isOfRecord(Object element) {
    return element instanceof InvokeDynamicInstruction dynamic
        && dynamic.bootstrapMethod() instanceof DirectMethodHandleDesc bootstrap
        && bootstrap.owner().equals(OBJECT_METHODS)
        && (dynamic.name().equalsString("equals") || dynamic.name().equalsString("hashCode"));
  }

  private static boolean isTypeSwitch(Object element) {
    return element instanceof InvokeDynamicInstruction dynamic
        && dynamic.bootstrapMethod() instanceof DirectMethodHandleDesc bootstrap
        && bootstrap.owner().equals(BOOTSTRAPS)
        && bootstrap.methodName().equals("typeSwitch")
        && dynamic.bootstrapArgs().stream()
            .allMatch(label -> label instanceof ClassDesc type && type.isClassOrInterface());
  }

  private static Method method(ClassDesc self, int number, InvokeDynamicInstruction dynamic) {
    if (isTypeSwitch(dynamic)) {
      List<ClassDesc> types =
          dynamic.bootstrapArgs().stream().map(label -> (ClassDesc) label).toList();
      return new Chain("typeSwitch$" + number, types);
    }
    List<Component> components = new ArrayList<>();
    for (ConstantDesc argument : dynamic.bootstrapArgs()) {
      if (argument instanceof DirectMethodHandleDesc getter) {
        components.add(
            new Component(getter.methodName(), getter.invocationType().returnType()));
      }
    }
    return dynamic.name().equalsString("equals")
        ? new Equals("equals$" + number, self, components)
        : new HashCode("hashCode$" + number, self, components);
  }

  /**
   * What {@link java.lang.runtime.SwitchBootstraps#typeSwitch} specifies: -1 for null, the first
   * label from the given one on that matches, or how many labels there are.
   */
  private record Chain(String name, List<ClassDesc> types) implements Method {
    @Override
    public MethodTypeDesc type() {
      return SWITCH;
    }

    @Override
    public void write(CodeBuilder body) {
      Label notNull = body.newLabel();
      body.aload(0).ifnonnull(notNull).iconst_m1().ireturn().labelBinding(notNull);
      for (int i = 0; i < types.size(); i++) {
        Label next = body.newLabel();
        body.iload(1)
            .loadConstant(i)
            .if_icmpgt(next)
            .aload(0)
            .instanceOf(types.get(i))
            .ifeq(next)
            .loadConstant(i)
            .ireturn()
            .labelBinding(next);
      }
      body.loadConstant(types.size()).ireturn();
    }
  }

  /** A component of a record. */
  private record Component(String name, ClassDesc type) {

    ClassDesc boxed() {
      return switch (type.descriptorString().charAt(0)) {
        case 'Z' -> ConstantDescs.CD_Boolean;
        case 'B' -> ConstantDescs.CD_Byte;
        case 'C' -> ConstantDescs.CD_Character;
        case 'S' -> ConstantDescs.CD_Short;
        case 'I' -> ConstantDescs.CD_Integer;
        case 'J' -> ConstantDescs.CD_Long;
        case 'F' -> ConstantDescs.CD_Float;
        default -> ConstantDescs.CD_Double;
      };
    }
  }

  /** As {@link java.lang.Record#equals} specifies: the components are equal. */
  private record Equals(String name, ClassDesc self, List<Component> components)
      implements Method {
    @Override
    public MethodTypeDesc type() {
      return MethodTypeDesc.of(ConstantDescs.CD_boolean, self, ConstantDescs.CD_Object);
    }

    @Override
    public void write(CodeBuilder body) {
      Label different = body.newLabel();
      body.aload(1).instanceOf(self).ifeq(different);
      for (Component component : components) {
        ClassDesc type = component.type();
        body.aload(0).getfield(self, component.name(), type);
        body.aload(1).checkcast(self).getfield(self, component.name(), type);
        if (type.isPrimitive()) {
          body.invokestatic(
              component.boxed(), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type));
          body.ifne(different);
        } else {
          body.invokestatic(
              OBJECTS,
              "equals",
              MethodTypeDesc.of(
                  ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object));
          body.ifeq(different);
        }
      }
      body.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
    }
  }

  /** From the hash codes of the components, each multiplied by 31 more than the next. */
  private record HashCode(String name, ClassDesc self, List<Component> components)
      implements Method {
    @Override
    public MethodTypeDesc type() {
      return MethodTypeDesc.of(ConstantDescs.CD_int, self);
    }

    @Override
    public void write(CodeBuilder body) {
      body.iconst_0();
      for (Component component : components) {
        ClassDesc type = component.type();
        body.loadConstant(31).imul();
        body.aload(0).getfield(self, component.name(), type);
        body.invokestatic(
            type.isPrimitive() ? component.boxed() : OBJECTS,
            "hashCode",
            MethodTypeDesc.of(
                ConstantDescs.CD_int, type.isPrimitive() ? type : ConstantDescs.CD_Object));
        body.iadd();
      }
      body.ireturn();
    }
  }
}
