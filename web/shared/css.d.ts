// The build hands a stylesheet to a script as its minified text.
declare module "*.css" {
  const text: string;
  export default text;
}
