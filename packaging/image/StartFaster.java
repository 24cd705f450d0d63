import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.constant.ModuleDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;

/**
 * Puts the classes of several jars into one module, for {@code jlink}, and rewrites them so that the
 * JVM starts faster with a cache of classes ({@code -XX:AOTCache}). They do the same as before.
 *
 * <ul>
 *   <li>A module is part of the runtime's own file: no jar is opened, and no class asks for the place
 *       of its jar, which a cache made elsewhere does not know.
 *   <li>{@code equals} and {@code hashCode} of a record are made ready by the JVM when it comes to
 *       them. They become methods that compare and add up the components.
 *   <li>Classes of before Java 6, as picocli ships them, are not stored in such a cache. They get
 *       the version of today, and the stack maps that it asks for.
 *   <li>A {@code switch} over types is made ready by the JVM when it comes to it, by writing a
 *       class, which no cache keeps: about a millisecond each, and thirty for the first one. Where
 *       all cases are types, it becomes a method with a chain of {@code instanceof}.
 * </ul>
 *
 * <p>{@code java StartFaster.java MODULE VERSION OUT.jar LICENCES IN.jar…} with the jars in the class
 * path too. The licences of the jars go to a folder each in the folder {@code LICENCES}.
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

  /** Makes the module. */
  public static void main(String[] arguments) throws IOException {
    ClassFile classes =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(
                    ClassLoader.getSystemClassLoader())));
    Path licences = Path.of(arguments[3]);
    try (JarOutputStream out = new JarOutputStream(new FileOutputStream(arguments[2]))) {
      write(out, "module-info.class", module(classes, arguments[0], arguments[1]));
      for (String jar : Arrays.asList(arguments).subList(4, arguments.length)) {
        copy(classes, Path.of(jar), out, licences);
      }
    }
  }

  private static byte[] module(ClassFile classes, String name, String version) {
    return classes.buildModule(
        ModuleAttribute.of(
            ModuleDesc.of(name),
            module -> {
              module.moduleVersion(version).moduleFlags(AccessFlag.OPEN);
              module.requires(ModuleDesc.of("java.base"), Set.of(AccessFlag.MANDATED), null);
              for (String other : List.of("java.logging", "java.xml")) {
                module.requires(ModuleDesc.of(other), Set.of(), null);
              }
            }));
  }

  private static void copy(ClassFile classes, Path in, JarOutputStream out, Path licences)
      throws IOException {
    try (JarFile jar =
        new JarFile(in.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
      for (JarEntry entry : jar.versionedStream().filter(each -> !each.isDirectory()).toList()) {
        String name = entry.getName();
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (name.startsWith("META-INF/")) {
          if (name.endsWith("LICENSE") || name.endsWith("NOTICE")) {
            Path licence = licences.resolve(in.getFileName()).resolve(name.substring(9));
            Files.createDirectories(licence.getParent());
            Files.write(licence, bytes);
          }
        } else if (!name.equals("module-info.class")) {
          write(out, name, name.endsWith(".class") ? rewritten(classes, bytes) : bytes);
        }
      }
    }
  }

  private static void write(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
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
